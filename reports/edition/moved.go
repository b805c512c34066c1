package edition

import (
	"fmt"
	"math"
	"strings"

	"fabbisogno/reports/locale"
)

// Cause is why a published value reads differently from before, as far as what is
// stored of both tells.
type Cause int

// The causes, in the order in which they are printed.
const (
	ByNewData  Cause = iota // files that were not there before
	ByRevision              // an observed value that its source changed
	ByMethod                // another method, or another version of one
	ByUnknown               // same files, same methods
	causes
)

// Moves are what moved since an edition published before.
type Moves struct {
	Since   string // label of that edition
	Figures []Move // those that moved, in the order of the report; then those that are gone
	Same    int    // figures whose every value reads as before
}

// Move is what moved in one figure.
type Move struct {
	FigureID string
	Number   string // empty: the figure is gone
	Title    Text   // its question
	IsNew    bool   // the figure was not there
	IsGone   bool
	Compared int // values of both editions
	Changed  int // of them, those that read differently
	Added    int // values that were not there: new periods, new rows
	Removed  int
	Causes   [causes]int // of the changed ones
	Largest  *LargestMove
}

// LargestMove is the value that changed most in proportion to its size.
type LargestMove struct {
	Row, Measure Text
	From, To     float64
	Decimals     int
}

// Moved says whether anything in the figure reads differently.
func (m Move) Moved() bool { return m.Changed+m.Added+m.Removed > 0 || m.IsNew || m.IsGone }

// In writes the largest change in a language; empty where no number changed.
func (m *LargestMove) In(l locale.Lang) string {
	if m == nil {
		return ""
	}
	from, to, by := l.Number(m.From, m.Decimals), l.Number(m.To, m.Decimals), l.Signed(m.To-m.From, m.Decimals)
	if l == locale.IT {
		return fmt.Sprintf("%s, %s: da %s a %s (%s)", l.Of(m.Row), l.Of(m.Measure), from, to, by)
	}
	return fmt.Sprintf("%s, %s: from %s to %s (%s)", l.Of(m.Row), l.Of(m.Measure), from, to, by)
}

// Revised is the line of the revision history for an edition that was published before
// under the same label and now says something else.
func Revised(e Edition, was Record, m Moves) Revision {
	r := Revision{On: e.AsOf}
	total := Move{}
	for _, f := range m.Figures {
		r.Figures = append(r.Figures, f.FigureID)
		total.Compared, total.Changed = total.Compared+f.Compared, total.Changed+f.Changed
		total.Added, total.Removed = total.Added+f.Added, total.Removed+f.Removed
		for c, n := range f.Causes {
			total.Causes[c] += n
		}
	}
	if len(m.Figures) == 0 {
		r.What = Text{IT: "Cambiano testi o fonti, nessun numero stampato", EN: "Texts or sources changed, no printed number did"}
		r.Why = because(was, e, total)
		return r
	}
	head := Text{IT: "Figure cambiate: " + locale.IT.Integer(len(m.Figures)), EN: "Figures changed: " + locale.EN.Integer(len(m.Figures))}
	tail := func(l locale.Lang, words string) string {
		return fmt.Sprintf(words, l.Integer(total.Changed), l.Integer(total.Added), l.Integer(total.Removed))
	}
	r.What = Text{IT: head.IT + tail(locale.IT, "; valori modificati: %s, nuovi: %s, tolti: %s"),
		EN: head.EN + tail(locale.EN, "; values changed: %s, added: %s, removed: %s")}
	r.Why = because(was, e, total)
	if largest := m.largest(); largest != nil {
		r.Size = Text{IT: largest.In(locale.IT), EN: largest.In(locale.EN)}
	}
	return r
}

// Begins is the revision history of an edition that follows another.
func Begins(e Edition, after string) []Revision {
	return []Revision{{On: e.AsOf, What: Text{IT: "Prima pubblicazione di questa edizione", EN: "First publication of this edition"},
		Why: Text{IT: "Segue l'edizione " + after + "; sotto, che cosa è cambiato da allora.", EN: "It follows edition " + after + "; what moved since is below."}}}
}

// largest is the largest change of all figures, in proportion to its size.
func (m Moves) largest() *LargestMove {
	var out *LargestMove
	for _, f := range m.Figures {
		if f.Largest != nil && (out == nil || f.Largest.share() > out.share()) {
			out = f.Largest
		}
	}
	return out
}

// share of the change in the larger of the two values.
func (m *LargestMove) share() float64 {
	base := max(math.Abs(m.From), math.Abs(m.To))
	if base == 0 {
		return 0
	}
	return math.Abs(m.To-m.From) / base
}

// because says why an edition changed, as far as what is stored tells.
func because(was Record, e Edition, total Move) Text {
	var it, en []string
	for c, words := range causeWords {
		if total.Causes[c] > 0 {
			it = append(it, fmt.Sprintf("%s (valori: %s)", words.IT, locale.IT.Integer(total.Causes[c])))
			en = append(en, fmt.Sprintf("%s (values: %s)", words.EN, locale.EN.Integer(total.Causes[c])))
		}
	}
	if was.Software != e.Software {
		it = append(it, fmt.Sprintf("programma dalla versione %s alla %s", was.Software, e.Software))
		en = append(en, fmt.Sprintf("program from version %s to %s", was.Software, e.Software))
	}
	if !was.AsOf.Equal(e.AsOf) {
		it = append(it, fmt.Sprintf("dati disponibili al %s, prima al %s", locale.IT.Date(e.AsOf), locale.IT.Date(was.AsOf)))
		en = append(en, fmt.Sprintf("data available by %s, before by %s", locale.EN.Date(e.AsOf), locale.EN.Date(was.AsOf)))
	}
	switch {
	case len(it) > 0:
	case total.Added+total.Removed > 0:
		return Text{IT: "Cambiano righe o figure, non i valori confrontati.", EN: "Rows or figures changed, not the values compared."}
	default:
		return Text{IT: "Dati e metodi sono gli stessi: cambia come il programma li presenta.", EN: "Data and methods are the same: the program presents them otherwise."}
	}
	return Text{IT: sentence(it), EN: sentence(en)}
}

// causeWords name the causes.
var causeWords = [causes]Text{
	ByNewData:  {IT: "dati nuovi", EN: "new data"},
	ByRevision: {IT: "dati rivisti dalla fonte", EN: "data revised by their source"},
	ByMethod:   {IT: "metodo", EN: "method"},
	ByUnknown:  {IT: "stessi file e metodi: programma o impostazioni", EN: "same files and methods: program or settings"},
}

// CauseWord names a cause.
func CauseWord(c Cause) Text { return causeWords[c] }

// Causes lists the causes in order.
func Causes() []Cause { return []Cause{ByNewData, ByRevision, ByMethod, ByUnknown} }

// sentence joins parts, with a capital and a full stop.
func sentence(parts []string) string {
	out := []rune(strings.Join(parts, "; ") + ".")
	if out[0] >= 'a' && out[0] <= 'z' {
		out[0] -= 'a' - 'A'
	}
	return string(out)
}
