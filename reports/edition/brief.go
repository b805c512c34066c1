package edition

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Brief is the edition on two pages. It holds nothing of its own: numbers,
// sentences and drawings are those of figures of the report, by reference, so that
// the two cannot disagree.
type Brief struct {
	Title   Text // the main finding, at most twelve words
	TitleOf string
	Numbers []Tile
	// Fan and Map are ids of figures of the report; empty: the report has none.
	Fan, Map string
	Findings []BriefFinding
	Ranking  *BriefTable // nil: the report ranks nothing
	Meaning  []BriefMeaning
	Sure     []Text // how sure the numbers are
	Unknown  []Text // what is not known
	Method   Text
}

// BriefFinding is a claim, its number, and why it matters.
type BriefFinding struct {
	Claim, Number, Why Text
	FigureID           string
}

// BriefMeaning is what a figure means for some readers.
type BriefMeaning struct {
	For, What Text
	FigureID  string
}

// Limits of a brief.
const (
	MaxBriefWords  = 650
	maxTitleWords  = 12
	briefNumbers   = 3
	briefFindings  = 3
	briefRows      = 10
	shareFigure    = "fig-hard-to-fill"
	sectorFigure   = "fig-hard-sectors"
	reasonsFigure  = "fig-reasons"
	coverageFigure = "fig-coverage"
)

// rankingsOfBrief are the rankings of occupations a brief may show, the first that is there.
var rankingsOfBrief = []string{"fig-shortage-ranking", "fig-hard-occupations"}

// fansOfBrief and mapsOfBrief are the figures a brief may show, the first that is there.
var (
	fansOfBrief     = []string{"fig-employment-path", shareFigure, "fig-employed", "fig-planned-entries"}
	mapsOfBrief     = []string{"fig-region-map", "fig-region-ranking"}
	findingsOfBrief = []string{"fig-hard-sectors", "fig-planned-entries", "fig-employed", "fig-unemployment", "fig-vacancy-rate", "fig-need-incidence"}
)

// whyItMatters says of a figure what hangs on it; a figure without a line is no finding of a brief.
var whyItMatters = map[string]Text{
	"fig-hard-sectors": {IT: "Dove la difficoltà è alta un posto può restare scoperto più a lungo: i dati non dicono quanto.",
		EN: "Where difficulty is high a post may stay open longer: the data do not say by how much."},
	"fig-planned-entries": {IT: "Dicono a chi forma e a chi colloca quanta domanda le imprese prevedono.",
		EN: "They tell those who train and those who place people how much demand firms expect."},
	"fig-employed": {IT: "Dall'occupazione dipende quanta parte del fabbisogno è crescita e quanta è ricambio.",
		EN: "How employment moves decides how much of the need is growth and how much is replacement."},
	"fig-unemployment": {IT: "Chi cerca lavoro è la prima riserva: più è piccola, più il fabbisogno va coperto altrove.",
		EN: "People looking for work are the first reserve: the smaller it is, the more the need must be met elsewhere."},
	"fig-vacancy-rate": {IT: "È la misura ufficiale della domanda che resta insoddisfatta.",
		EN: "It is the official measure of demand that stays unmet."},
	"fig-need-incidence": {IT: "È il criterio dichiarato per indicare i settori prioritari: bisogno e incidenza straniera insieme.",
		EN: "It is the declared test for priority sectors: need and foreign incidence together."},
}

// briefOf takes a brief out of a finished edition.
func briefOf(e Edition) *Brief {
	all := e.figures()
	find := func(id string) *figure.Figure {
		if i := slices.IndexFunc(all, func(f figure.Figure) bool { return f.ID == id }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	first := func(ids []string) string {
		for _, id := range ids {
			if find(id) != nil {
				return id
			}
		}
		return ""
	}
	b := &Brief{Fan: first(fansOfBrief), Map: first(mapsOfBrief), Method: briefMethod}
	b.Numbers = e.Tiles[:min(briefNumbers, len(e.Tiles))]
	b.Title, b.TitleOf = briefTitle(e, find(shareFigure))
	for _, id := range findingsOfBrief {
		f := find(id)
		if f == nil || !f.Key.IsComplete() || len(b.Findings) == briefFindings {
			continue
		}
		b.Findings = append(b.Findings, BriefFinding{Claim: f.Finding, Number: unlabelled(f.Finding, f.Key), Why: whyItMatters[id], FigureID: id})
	}
	ranking := first(rankingsOfBrief)
	if f := find(ranking); f != nil {
		b.Ranking = briefTable(*f, find)
	}
	b.Meaning = meaning(find, ranking)
	if f := find(coverageFigure); f != nil {
		b.Sure = append(b.Sure, Text{IT: "Gli intervalli alla prova del passato: " + lowerFirst(f.Finding.IT) + ".", EN: "The intervals tried on the past: " + lowerFirst(f.Finding.EN) + "."})
	}
	if n := len(e.Cautions); n > 0 {
		if !e.IsSynthetic { // demonstration data are announced at the top of the page
			b.Sure = append(b.Sure, e.Cautions[n-1])
		}
		b.Unknown = append(b.Unknown, e.Cautions[:min(2, n-1)]...)
	}
	return b
}

// briefMethod is the method in forty words.
var briefMethod = Text{
	IT: "Le serie pubblicate sono prolungate con modelli provati sul passato; gli intervalli hanno l'ampiezza degli errori davvero commessi. Le graduatorie portano, per ogni posto, i posti possibili. Da ogni numero si risale al file da cui viene, con licenza e somma di controllo.",
	EN: "Published series are extended by models tried on the past; intervals are as wide as the errors really made. Rankings give, beside each place, the places possible. Every number leads to the file it comes from, with its licence and checksum.",
}

// briefTitle is the share of entries that are hard to fill, or the title of the
// report where that is not known.
func briefTitle(e Edition, share *figure.Figure) (Text, string) {
	if share == nil || share.Headline == nil {
		return e.Title, ""
	}
	v := share.Headline.Value
	title := Text{IT: locale.Elide("È difficile da coprire il " + v.IT + " delle entrate programmate"), EN: v.EN + " of planned entries are hard to fill"}
	if e.Territory != "IT" {
		where := locale.InPlace(inOneLanguage(e.Name))
		title = Text{IT: locale.Elide(upperFirst(where.IT) + " è difficile da coprire il " + v.IT + " delle entrate programmate"), EN: v.EN + " of planned entries are hard to fill " + where.EN}
	}
	if wordCount(title.IT) > maxTitleWords || wordCount(title.EN) > maxTitleWords {
		return e.Title, ""
	}
	return title, share.ID
}

// meaning is what the figures say to three kinds of readers; nothing is
// recommended that they do not carry.
func meaning(find func(string) *figure.Figure, ranking string) []BriefMeaning {
	var out []BriefMeaning
	add := func(id string, who, what Text) {
		if f := find(id); f != nil {
			out = append(out, BriefMeaning{For: who, FigureID: id,
				What: Text{IT: f.Finding.IT + ". " + what.IT, EN: f.Finding.EN + ". " + what.EN}})
		}
	}
	add(ranking, Text{IT: "Chi programma la formazione", EN: "Training planners"},
		Text{IT: "La tabella dice quali gruppi le imprese faticheranno di più a trovare; non dice quanti corsi servono.", EN: "The table says which groups firms will struggle most to find; it does not say how many courses are needed."})
	add(sectorFigure, Text{IT: "Servizi per l'impiego", EN: "Employment services"},
		Text{IT: "Dove gli intervalli si sovrappongono, due settori vanno trattati come pari.", EN: "Where intervals overlap, two sectors are to be treated as equal."})
	employers := Text{IT: "Imprese", EN: "Employers"}
	if find(reasonsFigure) != nil {
		add(reasonsFigure, employers, Text{IT: "Sono i motivi che le imprese stesse indicano; paghe e condizioni offerte non sono rilevate.", EN: "These are the reasons firms themselves give; the pay and conditions offered are not observed."})
		return out
	}
	add(shareFigure, employers, Text{IT: "È il giudizio delle imprese; paghe e condizioni offerte non sono rilevate.", EN: "It is the judgement of firms; the pay and conditions offered are not observed."})
	return out
}

// Check reports what a brief lacks or takes from elsewhere than its report.
func (b Brief) Check(e Edition) []Problem {
	var out []Problem
	add := func(element, rule, hint string) { out = append(out, Problem{"brief, " + element, rule, hint}) }
	known := map[string]bool{}
	for _, f := range e.figures() {
		known[f.ID] = true
	}
	refer := func(element, id string) {
		if id != "" && !known[id] {
			add(element, "no figure that is not in the report", "there is no "+id)
		}
	}
	refer("title", b.TitleOf)
	refer("fan", b.Fan)
	refer("map", b.Map)
	for _, f := range b.Findings {
		refer("finding", f.FigureID)
		if !f.Claim.IsComplete() || !f.Number.IsComplete() || !f.Why.IsComplete() {
			add("finding "+f.FigureID, "claim, number and why, in both languages", "complete it")
		}
	}
	for _, m := range b.Meaning {
		refer("meaning", m.FigureID)
	}
	if b.Ranking != nil {
		refer("table", b.Ranking.FigureID)
	}
	for _, text := range []Text{b.Title, b.Method} {
		if !text.IsComplete() {
			add("title and method", "both languages", "complete them")
		}
	}
	for _, lang := range []locale.Lang{locale.IT, locale.EN} {
		if n := wordCount(lang.Of(b.Title)); b.TitleOf != "" && n > maxTitleWords {
			add("title", fmt.Sprintf("at most %d words", maxTitleWords), fmt.Sprintf("%s has %d", lang, n))
		}
	}
	if len(b.Numbers) == 0 || len(b.Findings) == 0 {
		add("page 1", "numbers and findings", "no figure of the report has a sentence of its own")
	}
	return out
}

// wordCount counts the words of a text.
func wordCount(text string) int { return len(strings.Fields(text)) }

// unlabelled is a sentence after a title without the name both begin with: "Occupati: ...".
func unlabelled(title, sentence Text) Text {
	cut := func(title, sentence string) string {
		label, _, found := strings.Cut(title, ": ")
		if rest, same := strings.CutPrefix(sentence, label+": "); found && same {
			return upperFirst(rest)
		}
		return sentence
	}
	return Text{IT: cut(title.IT, sentence.IT), EN: cut(title.EN, sentence.EN)}
}

// inOneLanguage is a name without its second language: Valle d'Aosta/Vallée d'Aoste.
func inOneLanguage(name Text) Text {
	it, _, _ := strings.Cut(name.IT, "/")
	en, _, _ := strings.Cut(name.EN, "/")
	return Text{IT: it, EN: en}
}

// upperFirst makes the first letter large.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)) + s[size:]
}

// lowerFirst makes the first letter small, for a sentence that goes on after a colon.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToLower(string(first)) + s[size:]
}
