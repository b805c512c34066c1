package chapter

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/indicator"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// originNames are the indicators of the training term in words.
var originNames = []struct {
	id   string
	name Text
}{
	{shortage.OriginProgramme, text("programma di formazione", "training programme")},
	{shortage.OriginTrade, text("mestieri degli emigrati", "trades of emigrants")},
	{shortage.OriginPresence, text("già al lavoro in Italia", "already at work in Italy")},
}

// standingText says what a sector stands on; what is not known is said, never left out.
func standingText(onShortage, onTraining shortage.Verdict) Text {
	type pair struct{ a, b shortage.Verdict }
	words := map[pair]Text{
		{shortage.Yes, shortage.Yes}:         text("su entrambe", "on both"),
		{shortage.Yes, shortage.No}:          text("sulla carenza", "on the shortage"),
		{shortage.Yes, shortage.Unknown}:     text("sulla carenza; formazione non stabilita", "on the shortage; training not established"),
		{shortage.No, shortage.Yes}:          text("sulla formazione", "on the training"),
		{shortage.Unknown, shortage.Yes}:     text("sulla formazione; carenza non stabilita", "on the training; shortage not established"),
		{shortage.No, shortage.No}:           text("su nessuna delle due", "on neither"),
		{shortage.No, shortage.Unknown}:      text("carenza assente; formazione non stabilita", "no shortage; training not established"),
		{shortage.Unknown, shortage.No}:      text("carenza non stabilita; formazione assente", "shortage not established; no training"),
		{shortage.Unknown, shortage.Unknown}: text("non stabilito", "not established"),
	}
	return words[pair{onShortage, onTraining}]
}

var verdictText = map[shortage.Verdict]Text{
	shortage.Yes: text("sì", "yes"), shortage.No: text("no", "no"), shortage.Unknown: text("non stabilito", "not established"),
}

// verdictSign is a verdict in a drawing, which is the same in both languages.
func verdictSign(v shortage.Verdict) (cell float64, mark string) {
	switch v {
	case shortage.Yes:
		return 2, "+"
	case shortage.No:
		return 0, "–"
	}
	return math.NaN(), "?"
}

// originRow is one sector with its explanation.
type originRow struct {
	warehouse.Shortage
	shortage.OriginExplanation
}

// originRows are the outcomes of the regional term in a panel, sectors that come out first.
func (s *Source) originRows(all []warehouse.Shortage, panel string) ([]originRow, error) {
	var out []originRow
	for _, r := range all {
		if r.Method != shortage.OriginID || r.Panel != panel || r.Territory != s.Territory {
			continue
		}
		row := originRow{Shortage: r}
		if err := json.Unmarshal([]byte(r.Explanation), &row.OriginExplanation); err != nil {
			return nil, fmt.Errorf("read explanation of %s: %w", r.Unit, err)
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b originRow) int { return a.place() - b.place() })
	return out, nil
}

// place orders sectors: on both, on the shortage, on the training, the others.
func (r originRow) place() int {
	order := map[shortage.Verdict]int{shortage.Yes: 0, shortage.Unknown: 1, shortage.No: 2}
	onShortage, onTraining := order[r.OriginExplanation.Shortage], order[r.Training]
	return 3*onShortage + onTraining
}

// originFigures are the figures of the regional term, from the published set where the region has one.
func (s *Source) originFigures(ctx context.Context, all []warehouse.Shortage) ([]figure.Figure, error) {
	var panels []string
	for _, r := range all {
		if r.Method == shortage.OriginID && r.Territory == s.Territory && !slices.Contains(panels, r.Panel) {
			panels = append(panels, r.Panel)
		}
	}
	slices.Sort(panels)
	// One set of figures a page, the published one where there is one: a page of a
	// region has no room for both. The command priorities prints every set.
	var out []figure.Figure
	for _, panel := range panels[:min(1, len(panels))] {
		rows, err := s.originRows(all, panel)
		if err != nil {
			return nil, err
		}
		f, err := s.originFigure(ctx, rows, panel)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
		if strings.HasPrefix(panel, "published_") {
			members, err := s.originMembership(ctx, rows)
			if err != nil {
				return nil, err
			}
			out = append(out, members)
		}
	}
	return out, nil
}

func (s *Source) originFigure(ctx context.Context, rows []originRow, panel string) (figure.Figure, error) {
	country := s.label(series.Code{List: "iso3166", Value: rows[0].Country})
	f := figure.Figure{ID: "fig-origin-training", Question: both(func(l locale.Lang) string {
		return pick(l, "Su che cosa poggia ogni settore: carenza della regione o formazione (%s)?", "What does each sector stand on: shortage of the region or training (%s)?", l.Of(country))
	})}
	isPublished := strings.HasPrefix(panel, "published_")
	if !isPublished {
		f.ID += "-workspace"
	}
	heat := chart.Heat{Value: chart.Axis{Label: text("esito di ogni termine", "verdict of each term"), Unit: locale.Count}, Lead: 1, LowHigh: [2]float64{0, 4}, Signs: true,
		Cols: []Text{text("scelto", "chosen"), text("carenza nella regione", "shortage in the region"), text("forza formativa", "training strength"), text("per gradi", "by degrees")}}
	for _, n := range originNames {
		heat.Cols = append(heat.Cols, n.name)
	}
	f.Table.Columns = originColumns(rows[0])
	for _, r := range rows {
		cells, marks := originSigns(r)
		heat.Rows, heat.Cells, heat.Marks = append(heat.Rows, s.label(r.Shortage.Unit)), append(heat.Cells, cells), append(heat.Marks, marks)
		f.Table.Rows = append(f.Table.Rows, s.originLine(r))
	}
	f.Chart = heat
	figures := text("dati pubblicati", "published figures")
	if !isPublished {
		figures = text("dati dello spazio di lavoro", "figures of the workspace")
	}
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Carenza nella regione e forza formativa del paese di origine per settore, %s e %s, %s", "Shortage in the region and training strength of the country of origin by sector, %s and %s, %s",
			l.Of(s.place(s.Territory)), l.Of(country), l.Of(figures))
	})
	out := comeOut(rows)
	f.Finding = both(func(l locale.Lang) string {
		if len(out) == 0 {
			return pick(l, "In nessun settore sono accertate insieme carenza e formazione (%s)", "In no sector are shortage and training (%s) both established", l.Of(country))
		}
		return pick(l, counted(len(out), "Carenza e formazione (%s) si incontrano in %s settore su %s", "Carenza e formazione (%s) si incontrano in %s settori su %s"), "Shortage and training (%s) meet in %s of %s sectors", l.Of(country), l.Integer(len(out)), l.Integer(len(rows)))
	})
	f.Desc = both(func(l locale.Lang) string {
		if len(out) == 0 {
			return pick(l, "Tabella di %s settori. In nessuno sono accertate insieme carenza e forza formativa.", "Table of %s sectors. In none are shortage and training strength both established.", l.Integer(len(rows)))
		}
		return pick(l, "Tabella di %s settori. Carenza e forza formativa insieme: %s.", "Table of %s sectors. Shortage and training strength together: %s.", l.Integer(len(rows)), l.Join(s.names(l, out)))
	})
	f.HowToRead = text("+ sì, – no, ? non stabilito, ≈ modello: preso in prestito dall'Italia (solidità C), ( ) noto solo per un gruppo più largo e non conta, .. nessuna fonte. Un settore è scelto quando carenza e forza formativa ci sono entrambe; quote e intervalli sono nella tabella.",
		"+ yes, – no, ? not established, ≈ modelled: borrowed from Italy (grade C), ( ) known for a wider group only and not counted, .. no source. A sector is chosen when shortage and training strength are both there; shares and intervals are in the table.")
	f.Notes, f.Told = []Text{join(noProof, s.originStands(rows)), s.originWithout(rows)}, s.toldWithout(rows)
	tell(&f, toldCount("comes_out_count", "Settori con carenza e forza formativa", "Sectors with shortage and training strength", len(out)))
	tell(&f, toldStands(rows)...)
	p, err := s.trailOf(ctx, warehouseRows(rows), originSources(rows), originQuery(rows), shortage.OriginID, shortage.OriginVersion)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

func comeOut(rows []originRow) []originRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r originRow) bool { return r.ComesOut != shortage.Yes })
}

func (s *Source) names(l locale.Lang, rows []originRow) []string {
	var out []string
	for _, r := range rows {
		out = append(out, "«"+l.Of(s.label(r.Shortage.Unit))+"»")
		if l != locale.IT {
			out[len(out)-1] = "“" + l.Of(s.label(r.Shortage.Unit)) + "”"
		}
	}
	return out
}

// originSigns are the verdicts of a sector as drawn.
func originSigns(r originRow) ([]float64, []string) {
	var cells []float64
	var marks []string
	put := func(cell float64, mark string) { cells, marks = append(cells, cell), append(marks, mark) }
	put(verdictSign(r.ComesOut))
	if cell, mark := verdictSign(r.OriginExplanation.Shortage); r.IsBorrowed() {
		put(cell, markBorrowed)
	} else {
		put(cell, mark)
	}
	put(verdictSign(r.Training))
	put(verdictSign(degreeVerdict(r)))
	for _, n := range originNames {
		i := slices.IndexFunc(r.TrainingTerms, func(t shortage.ExplainedTerm) bool { return t.Indicator == n.id })
		switch {
		case i < 0:
			put(math.NaN(), locale.Missing)
		case !r.TrainingTerms[i].Counted:
			put(math.NaN(), markNotCounted)
		default:
			put(verdictSign(r.TrainingTerms[i].Verdict))
		}
	}
	return cells, marks
}

// markBorrowed is a shortage that is modelled from Italy's.
const markBorrowed = "≈"

// degreeVerdict says whether the graded strength is at least 1, at the declared values and in the draws.
func degreeVerdict(r originRow) shortage.Verdict {
	switch {
	case r.Graded.Lower == nil || r.Graded.Upper == nil:
		return shortage.Unknown
	case *r.Graded.Lower >= 1:
		return shortage.Yes
	case *r.Graded.Upper < 1:
		return shortage.No
	}
	return shortage.Unknown
}

func originColumns(first originRow) []figure.Column {
	pct := func(name string, head Text, k figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: k, Unit: locale.Pct, Decimals: 0, Level: level}
	}
	ratio := func(name string, head Text, k figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: k, Unit: locale.Ratio, Decimals: 2, Level: level}
	}
	level := first.Level
	return []figure.Column{
		{Name: "unit_sector_group", Head: text("Settore", "Sector"), Kind: figure.Label},
		{Name: "standing", Head: text("Poggia", "Stands"), Kind: figure.Status},
		pct("comes_out_share_pct", text("Scelto nelle estrazioni, %", "Chosen in draws, %"), figure.Value, 0),
		pct("comes_out_share_lower", text("Estrazioni, min", "Draws, low"), figure.Lower, 0.95), pct("comes_out_share_upper", text("Estrazioni, max", "Draws, high"), figure.Upper, 0.95),
		pct("comes_out_settings_pct", text("Scelto sulle combinazioni di soglie (tutte contate), %", "Chosen over combinations of floors (all counted), %"), figure.Value, 0),
		ratio("shortage_ratio", text("Carenza / soglia", "Shortage / floor"), figure.Value, 0),
		ratio("shortage_lower", text("Carenza, min", "Shortage, low"), figure.Lower, level), ratio("shortage_upper", text("Carenza, max", "Shortage, high"), figure.Upper, level),
		ratio("training_ratio", text("Formazione / soglia", "Training / floor"), figure.Value, 0),
		ratio("training_lower", text("Formazione, min", "Training, low"), figure.Lower, level), ratio("training_upper", text("Formazione, max", "Training, high"), figure.Upper, level),
		ratio("training_strength_ratio", text("Forza per gradi", "Strength by degrees"), figure.Value, 0),
		ratio("training_strength_lower", text("Per gradi, min", "By degrees, low"), figure.Lower, level), ratio("training_strength_upper", text("Per gradi, max", "By degrees, high"), figure.Upper, level),
		{Name: "without_training_term", Head: text("Senza il termine della formazione", "Without the training term"), Kind: figure.Status},
		{Name: "shortage_from", Head: text("Carenza: da dove", "Shortage: where from"), Kind: figure.Status},
	}
}

func (s *Source) originLine(r originRow) []figure.Cell {
	share := func(v float64) figure.Cell { return number(100 * v) }
	lower, upper := indicator.Wilson95(r.ComesOutShare, float64(r.Draws))
	value := func(v *float64) figure.Cell {
		if v == nil {
			return number(math.NaN())
		}
		return number(*v)
	}
	return []figure.Cell{{Text: s.label(r.Shortage.Unit), Code: r.Shortage.Unit.Value},
		{Text: standingText(r.OriginExplanation.Shortage, r.Training), Code: string(r.OriginExplanation.Shortage) + "_" + string(r.Training)},
		share(r.ComesOutShare), share(lower), share(upper), share(r.Membership.Chosen),
		number(r.NeedValue), number(r.NeedLower), number(r.NeedUpper), value(r.TrainingValue), value(r.TrainingLower), value(r.TrainingUpper),
		value(r.Graded.Value), value(r.Graded.Lower), value(r.Graded.Upper),
		{Text: verdictText[r.WithoutTerm], Code: string(r.WithoutTerm)}, shortageFrom(r)}
}

// shortageFrom says what the shortage of a sector rests on.
func shortageFrom(r originRow) figure.Cell {
	switch {
	case r.IsBorrowed():
		return figure.Cell{Text: text("modello: preso in prestito dall'Italia (solidità C)", "modelled: borrowed from Italy (grade C)"), Code: "borrowed_from_italy"}
	case r.OriginExplanation.Shortage == shortage.Unknown:
		return figure.Cell{Text: text("nessun dato", "no figure"), Code: "none"}
	}
	return figure.Cell{Text: text("dati della regione", "figures of the region"), Code: "region"}
}

func warehouseRows(rows []originRow) []warehouse.Shortage {
	var out []warehouse.Shortage
	for _, r := range rows {
		out = append(out, r.Shortage)
	}
	return out
}

func originSources(rows []originRow) []shortage.Source {
	var out []shortage.Source
	for _, r := range rows {
		for _, t := range append(slices.Concat(r.ShortageTerms, r.TrainingTerms), r.OriginExplanation.Incidence) {
			out = append(append(out, t.Sources...), t.Floor.ReferenceFrom...)
		}
	}
	return out
}

func originQuery(rows []originRow) string {
	return fmt.Sprintf("SELECT unit_code, need AS shortage, incidence AS incidence_of_italy, class AS standing, class_share AS standing_share,\n       need_value, need_lower, need_upper, explanation\nFROM out__shortage\nWHERE method = %s AND panel = %s AND territory = %s\nORDER BY unit_code",
		quoteSQL(shortage.OriginID), quoteSQL(rows[0].Shortage.Panel), quoteSQL(rows[0].Shortage.Territory.Value))
}
