package publish

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chapter"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/intake"
)

type text = figure.Text

func both2(it, en string) text { return text{IT: it, EN: en} }

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// fixtureItems are eight sectors with a value, an interval and a reference.
func fixtureItems() []chart.Item {
	names := []text{
		both2("Assistenza e cura", "Care and assistance"), both2("Costruzioni", "Construction"),
		both2("Turismo e ristorazione", "Tourism and hospitality"), both2("Agricoltura", "Agriculture"),
		both2("Trasporti e logistica", "Transport and logistics"), both2("Meccanica ed elettronica", "Mechanics and electronics"),
		both2("Commercio", "Trade"), both2("Servizi alle imprese", "Business services"),
	}
	var out []chart.Item
	for i, n := range names {
		v := 61.5 - 4.3*float64(i)
		out = append(out, chart.Item{Label: n, Value: v, Lower: v - 2.1 - float64(i)/4, Upper: v + 2.1 + float64(i)/4,
			Reference: v - 3 + float64(i%3)*2, Emphasis: i < 4})
	}
	return out
}

// itemTable is the table of ranked items.
func itemTable(items []chart.Item) figure.Table {
	t := figure.Table{Columns: []figure.Column{
		{Name: "industry_excelsior", Head: both2("Settore", "Industry"), Kind: figure.Label},
		{Name: "hard_to_fill_share_pct", Head: both2("Quota (%)", "Share (%)"), Kind: figure.Value, Unit: "pct", Decimals: 1},
		{Name: "hard_to_fill_lower_pct", Head: both2("Limite inferiore 80%", "Lower bound 80%"), Kind: figure.Lower, Unit: "pct", Decimals: 1, Level: .8},
		{Name: "hard_to_fill_upper_pct", Head: both2("Limite superiore 80%", "Upper bound 80%"), Kind: figure.Upper, Unit: "pct", Decimals: 1, Level: .8},
		{Name: "status", Head: both2("Stato", "Status"), Kind: figure.Status},
	}}
	for i, it := range items {
		t.Rows = append(t.Rows, []figure.Cell{
			{Text: it.Label, Code: fmt.Sprintf("%03d", i+1)}, {Number: it.Value}, {Number: it.Lower}, {Number: it.Upper},
			{Text: both2("stima", "estimate"), Code: "estimate"},
		})
	}
	t.Rows = append(t.Rows, []figure.Cell{
		{Text: both2("Estrazione", "Mining"), Code: "B"}, {Number: math.NaN(), Mark: "(c)"}, {Number: math.NaN(), Mark: "(c)"}, {Number: math.NaN(), Mark: "(c)"},
		{Text: both2("riservato", "suppressed"), Code: "suppressed"},
	})
	return t
}

// fixtureFan is an employment path with two bands, and its table.
func fixtureFan() (chart.Fan, figure.Table) {
	start := series.MustPeriod("2015-Q1")
	var observed, median []float64
	for i := range 46 {
		observed = append(observed, 22300+31*float64(i)+120*math.Sin(float64(i)*math.Pi/2))
	}
	bands := []chart.Band{{Level: .5}, {Level: .8}}
	for h := range 8 {
		m := 23760 + 29*float64(h)
		median = append(median, m)
		for b := range bands {
			w := (80 + 60*math.Sqrt(float64(h+1))) * (1 + float64(b))
			bands[b].Lower = append(bands[b].Lower, m-w)
			bands[b].Upper = append(bands[b].Upper, m+w)
		}
	}
	t := figure.Table{Columns: []figure.Column{
		{Name: "period", Head: both2("Periodo", "Period"), Kind: figure.Label},
		{Name: "employed_thousand", Head: both2("Occupati (migliaia)", "Employed (thousand)"), Kind: figure.Value, Unit: "thousand_persons", Decimals: 0},
		{Name: "lower_80_thousand", Head: both2("Limite inferiore 80%", "Lower bound 80%"), Kind: figure.Lower, Unit: "thousand_persons", Level: .8},
		{Name: "upper_80_thousand", Head: both2("Limite superiore 80%", "Upper bound 80%"), Kind: figure.Upper, Unit: "thousand_persons", Level: .8},
		{Name: "lower_50_thousand", Head: both2("Limite inferiore 50%", "Lower bound 50%"), Kind: figure.Lower, Unit: "thousand_persons", Level: .5},
		{Name: "upper_50_thousand", Head: both2("Limite superiore 50%", "Upper bound 50%"), Kind: figure.Upper, Unit: "thousand_persons", Level: .5},
		{Name: "status", Head: both2("Stato", "Status"), Kind: figure.Status},
	}}
	none := figure.Cell{Number: math.NaN(), Mark: "-"}
	for i, v := range observed {
		p := start.Add(i)
		t.Rows = append(t.Rows, []figure.Cell{{Text: both2(fmt.Sprintf("T%d %d", p.Sub(), p.Year()), fmt.Sprintf("Q%d %d", p.Sub(), p.Year())), Code: p.String()},
			{Number: v}, none, none, none, none, {Text: both2("osservato", "observed"), Code: "observed"}})
	}
	for h, v := range median {
		p := start.Add(len(observed) + h)
		t.Rows = append(t.Rows, []figure.Cell{{Text: both2(fmt.Sprintf("T%d %d", p.Sub(), p.Year()), fmt.Sprintf("Q%d %d", p.Sub(), p.Year())), Code: p.String()},
			{Number: v}, {Number: bands[1].Lower[h]}, {Number: bands[1].Upper[h]}, {Number: bands[0].Lower[h]}, {Number: bands[0].Upper[h]},
			{Text: both2("previsto", "forecast"), Code: "forecast"}})
	}
	return chart.Fan{Y: chart.Axis{Label: both2("migliaia di occupati", "thousand employed"), Unit: "thousand_persons"}, Start: start,
		Observed: observed, Median: median, Bands: bands}, t
}

// fixtureFigures are one figure a form.
func fixtureFigures() []figure.Figure {
	items := fixtureItems()
	pct := chart.Axis{Label: both2("% delle entrate", "% of entries"), Unit: "pct", Decimals: 1, Zero: true}
	fan, fanTable := fixtureFan()
	rows := []text{items[0].Label, items[1].Label, items[2].Label, items[3].Label}
	cols := []text{both2("Dirigenti", "Managers"), both2("Professioni tecniche", "Technicians"), both2("Operai", "Workers")}
	heat := chart.Heat{Value: pct, Rows: rows, Cols: cols}
	var points []chart.ScatterPoint
	var a, b []float64
	nan := math.NaN()
	for i, r := range rows {
		heat.Cells = append(heat.Cells, []float64{12 + 9*float64(i), 48 - 7*float64(i), 33 + 4*float64(i)})
		heat.Marks = append(heat.Marks, []string{"", "", ""})
		points = append(points, chart.ScatterPoint{Label: r, X: 20 + 11*float64(i), Y: 28 - 5*float64(i), XLower: nan, XUpper: nan, YLower: nan, YUpper: nan, Emphasis: i < 2})
		a, b = append(a, 210-30*float64(i)), append(b, 60+12*float64(i))
	}
	line := chart.Lines{Y: pct, Start: series.MustPeriod("2015"), Lines: []chart.Line{
		{Name: both2("Italia", "Italy"), Values: []float64{21.1, 21.8, 24.2, 26.3, 26.4, 29.7, 32.2, 40.5, 45.1, 47.8, 47.0}},
		{Name: both2("Piemonte", "Piedmont"), Values: []float64{22.0, 23.1, 25.9, 28.2, 28.8, 31.7, 34.9, 43.1, 47.8, 50.2, 49.6}},
	}}
	tiles := chart.TileMap{Value: pct}
	for i, r := range [][2]string{{"ITC1", "PIE"}, {"ITC4", "LOM"}, {"ITH3", "VEN"}, {"ITI4", "LAZ"}, {"ITF3", "CAM"}, {"ITG1", "SIC"}} {
		tiles.Tiles = append(tiles.Tiles, chart.Tile{Code: r[0], Name: both2(r[1], r[1]), Short: r[1], Value: 52 - 3.1*float64(i), Emphasis: i == 0})
	}
	specs := []struct {
		id, it, en, sub string
		spec            chart.Spec
		table           figure.Table
	}{
		{"fig-jobs-fan", "Occupati: nessun cambiamento distinguibile, la strada è incerta", "Employment: no distinguishable change, on an uncertain path", "Occupati, 15 anni e oltre, Italia, trimestri 2015-2028, dati grezzi", fan, fanTable},
		{"fig-hard-lines", "Trovare personale è diventato più difficile ovunque", "Finding staff has become harder everywhere", "Quota di entrate di difficile reperimento, Italia e Piemonte, 2015-2025", line, itemTable(items)},
		{"fig-hard-bars", "La cura è il settore in cui è più difficile assumere", "Care is where hiring is hardest", "Quota di entrate di difficile reperimento per settore, Italia, 2025", chart.Bars{X: pct, Items: items, Threshold: nan}, itemTable(items)},
		{"fig-score-dots", "Quattro settori stanno sopra la soglia di fabbisogno", "Four sectors stand above the floor of need", "Indice di scarsità con intervallo all'80%, Italia, 2025", chart.Dots{X: pct, Items: items, ReferenceLabel: both2("2019", "2019"), Threshold: 40, ThresholdLabel: both2("soglia", "floor")}, itemTable(items)},
		{"fig-openings-stacked", "Tre posti su quattro sostituiscono chi va in pensione", "Three openings in four replace people who retire", "Fabbisogno per componente, migliaia di persone, Italia, 2025-2029", chart.Stacked{X: chart.Axis{Label: both2("migliaia", "thousand"), Unit: "thousand_persons", Zero: true}, Categories: rows, Parts: []chart.Part{{Name: both2("Sostituzione", "Replacement"), Values: a}, {Name: both2("Espansione", "Expansion"), Values: b}}}, itemTable(items)},
		{"fig-need-scatter", "Alto fabbisogno e alta incidenza si incontrano in due settori", "High need and high incidence meet in two sectors", "Incidenza straniera e quota di difficile reperimento, Italia, 2025", chart.Scatter{X: pct, Y: chart.Axis{Label: both2("% stranieri", "% foreign"), Unit: "pct", Decimals: 1, Zero: true}, Points: points, XFloor: 35, YFloor: 18, Quadrants: [4]text{both2("prioritari", "priority"), both2("solo fabbisogno", "need only"), both2("nessuno", "neither"), both2("solo incidenza", "incidence only")}}, itemTable(items)},
		{"fig-group-heat", "I tecnici mancano soprattutto nella cura", "Technicians are scarcest in care", "Quota di difficile reperimento per settore e professione, Italia, 2025", heat, itemTable(items)},
		{"fig-region-map", "Il Nord fatica più del Sud ad assumere", "The North finds hiring harder than the South", "Quota di entrate di difficile reperimento per regione, 2025", tiles, itemTable(items)},
	}
	var out []figure.Figure
	for i, s := range specs {
		out = append(out, figure.Figure{
			ID: s.id, Number: fmt.Sprintf("%d.%d", 1+i/3, 1+i%3), Question: both2("Che cosa dice la figura "+string(rune('A'+i))+"?", "What does figure "+string(rune('A'+i))+" say?"),
			Finding: both2(s.it, s.en), Subtitle: both2(s.sub, "The same measure, unit, territory and period, in English"), Chart: s.spec,
			Desc:      both2("Valori dal più alto al più basso; la tabella segue.", "Values from highest to lowest; the table follows."),
			HowToRead: both2("La linea è il valore centrale; in 8 casi su 10 l'esito cade nella fascia chiara.", "The line is the central value; in 8 cases out of 10 the outcome falls in the light band."),
			Notes:     []text{both2("Dal 2025 è compresa l'agricoltura: i valori precedenti non sono confrontabili.", "Agriculture is included from 2025: earlier values are not comparable.")},
			Sources: []figure.Source{{Table: "excelsior_monthly", Producer: "Unioncamere, Ministero del lavoro", Title: both2("Sistema informativo Excelsior, bollettino mensile", "Excelsior information system, monthly bulletin"),
				Released: date("2026-10-15"), Licence: "CC-BY-4.0", URL: "https://excelsior.unioncamere.net/", Elaborated: true}},
			Table: s.table, Query: "SELECT period, value\nFROM out__forecast\nWHERE measure = 'employed_thousand'\nORDER BY period",
			Lineage: []warehouse.Lineage{{Table: "excelsior_monthly", SHA256: strings.Repeat("ab12", 16), Rows: 1234, Method: "theta", MethodVersion: 1, MethodRunID: "f1e2d3"}},
			RunID:   "r0a1b2c3", IsSynthetic: i%2 == 0,
		})
	}
	return out
}

// fixture is an edition with every part filled.
func fixture(id, territory, slugIT, slugEN string) edition.Edition {
	figs := fixtureFigures()
	e := edition.Edition{
		ID: id, Slug: both2(slugIT, slugEN), Territory: territory, Name: both2("Italia", "Italy"),
		Title: both2("Fabbisogni professionali in Italia", "Professional needs in Italy"), Label: "2026-11",
		AsOf: date("2026-11-20"), Released: date("2026-11-21"), NextRelease: date("2027-02-20"), Status: both2("provvisoria", "provisional"),
		Seed: 7, Software: "0.1.0", IsSynthetic: true,
		Cautions: []text{
			both2("Le fasce non contengono i cambiamenti di politica né le revisioni delle fonti.", "The bands do not hold policy changes or revisions of the sources."),
			both2("La domanda è misurata sul posto di lavoro, l'offerta sulla residenza: la differenza non è una carenza.", "Demand is measured at the workplace, supply by residence: their difference is not a shortage."),
			both2("Per i gruppi piccoli le stime vanno lette con cautela.", "Estimates of small groups are to be read with caution."),
		},
		Methods: []edition.Method{{ID: "theta", Version: 1, Title: both2("Metodo Theta", "Theta method"), Idea: both2("Media di una retta e di uno smorzamento esponenziale.", "Mean of a line and an exponential smoothing."),
			Formula: "y(t+h) = (a + b(t+h) + l(t)) / 2", Inputs: both2("Serie trimestrali", "Quarterly series"), Limits: both2("Ignora le cause.", "Ignores causes."), Source: "Assimakopoulos, Nikolopoulos 2000",
			Parameters: []edition.Parameter{{ID: "level", Value: edition.Text{IT: "0,80", EN: "0.80"}, Meaning: both2("Livello della fascia", "Level of the band"), Source: "report", Assumed: true}}}},
		Datasets: []edition.Dataset{{Table: "excelsior_monthly", Provider: both2("Unioncamere", "Unioncamere"), Title: both2("Bollettino mensile Excelsior", "Excelsior monthly bulletin"), Released: date("2026-10-15"), Files: 142, Observations: 25310, Rejected: 3,
			Licence: "CC-BY-4.0", URL: "https://excelsior.unioncamere.net/", Citation: both2("Unioncamere", "Unioncamere"), Breaks: []text{both2("Da giugno 2025 con agricoltura", "From June 2025 with agriculture")}, IsSynthetic: true}},
		Quality:   []edition.Paragraph{{Title: both2("Righe accantonate", "Rows set aside"), Body: both2("Tre righe su 25.313.", "Three rows of 25,313.")}},
		Words:     []edition.Word{{Word: both2("quasi certo", "almost certain"), Lower: 95, Upper: 100}, {Word: both2("molto improbabile", "very unlikely"), Lower: 0, Upper: 20}},
		Glossary:  []edition.Term{{Term: both2("fabbisogno", "need"), Meaning: both2("Persone che servono a imprese ed enti.", "People firms and bodies need."), Source: "Unioncamere"}},
		Revisions: []edition.Revision{{On: date("2026-11-21"), What: both2("Prima edizione", "First edition"), Why: both2("Nuova pubblicazione", "New publication")}},
		Citation: edition.Citation{Text: both2("Unioncamere; Fabbisogno (2026), Fabbisogni professionali in Italia, edizione 2026-11.", "Unioncamere; Fabbisogno (2026), Professional needs in Italy, edition 2026-11."),
			BibTeX: "@techreport{fabbisogno2026,\n  title = {Professional needs in Italy},\n  year = {2026}\n}", Licence: both2("CC BY 4.0", "CC BY 4.0")},
	}
	for i, f := range figs[1:6] {
		e.Findings = append(e.Findings, edition.Finding{Text: both2("Nel 2025 il 61,5% delle entrate programmate nella cura era di difficile reperimento (da 59,4% a 63,6%).", "In 2025, 61.5% of planned entries in care were hard to fill (59.4% to 63.6%)."),
			FigureID: f.ID, Grade: string("ABBCA"[i]), IsSynthetic: f.IsSynthetic})
	}
	for i, label := range []text{both2("Occupati", "Employed persons"), both2("Tasso di posti vacanti", "Job vacancy rate"), both2("Entrate difficili da coprire", "Entries hard to fill"), both2("Turismo", "Tourism")} {
		e.Tiles = append(e.Tiles, edition.Tile{Label: label, Value: []text{both2("23,8 milioni", "23.8 million"), both2("61,5%", "61.5%"), both2("57,2%", "57.2%"), both2("52,9%", "52.9%")}[i],
			Interval:   []text{both2("", ""), both2("da 59,4% a 63,6% (8 casi su 10)", "59.4% to 63.6% (8 out of 10)"), both2("da 54,9% a 59,6% (8 casi su 10)", "54.9% to 59.6% (8 out of 10)"), {}}[i],
			Comparison: both2("nel 2° trimestre 2026", "in Q2 2026"), FigureID: figs[i].ID, IsSynthetic: figs[i].IsSynthetic})
	}
	for k, title := range []text{both2("Dove sta il mercato del lavoro", "Where the labour market stands"), both2("Che cosa chiedono ora le imprese", "What employers ask for now"), both2("Le carenze", "Shortages")} {
		c := chapter.Chapter{ID: []string{"now", "demand", "shortages"}[k], Number: fmt.Sprint(k + 1), Title: title, Question: both2("Il lavoro cresce, e per chi?", "Is work growing, and for whom?"),
			Intro: []text{both2("Un paragrafo che introduce le figure del capitolo e dice in parole semplici che cosa si può leggere nei dati e che cosa no.", "A paragraph that introduces the figures of the chapter and says in plain words what can be read from the data and what cannot.")}}
		for _, f := range figs {
			if strings.HasPrefix(f.Number, c.Number+".") {
				c.Figures = append(c.Figures, f)
			}
		}
		if k == 1 {
			c.Absent = []text{both2("Titolo di studio richiesto: la fonte aperta non lo pubblica per mese.", "Education asked for: the open source does not publish it by month.")}
		}
		e.Chapters = append(e.Chapters, c)
	}
	return e
}

// fixtures are two editions: the country and a region.
func fixtures() []edition.Edition {
	italy := fixture("italy", "IT", "italia", "italy")
	region := fixture("region-ITC1", "ITC1", "piemonte", "piedmont")
	region.Name = both2("Piemonte", "Piedmont")
	region.Title = both2("Fabbisogni professionali in Piemonte", "Professional needs in Piedmont")
	for _, e := range []*edition.Edition{&italy, &region} {
		e.Brief = fixtureBrief(*e)
	}
	return []edition.Edition{italy, region}
}

// fixtureBrief takes a brief out of the fixture.
func fixtureBrief(e edition.Edition) *edition.Brief {
	var f []figure.Figure
	for _, c := range e.Chapters {
		f = append(f, c.Figures...)
	}
	last := f[len(f)-1]
	b := &edition.Brief{Title: both2("Metà delle entrate è difficile da coprire", "Half of the entries are hard to fill"), TitleOf: f[0].ID,
		Fan: f[0].ID, Map: last.ID, Method: both2("Come nel rapporto.", "As in the report."), Sure: e.Cautions[2:], Unknown: e.Cautions[:2],
		Ranking: &edition.BriefTable{FigureID: last.ID, Caption: both2("Difficoltà per settore", "Difficulty by sector")}}
	for i, t := range e.Tiles[:3] {
		t.FigureID = f[min(i, 1)].ID // the first is of the fan, the others of any table of items
		b.Numbers = append(b.Numbers, t)
	}
	for i, c := range f[:min(3, len(f))] {
		number := both2("Vale 61,5% (8 casi su 10: da 59,4 a 63,6).", "It is 61.5% (8 cases out of 10: 59.4 to 63.6).")
		if i == 0 {
			number = both2("Saranno 23.963 mila (8 casi su 10: da 23.464 a 24.462).", "It will be 23,963 thousand (8 cases out of 10: 23,464 to 24,462).")
		}
		b.Findings = append(b.Findings, edition.BriefFinding{Claim: c.Finding, Number: number, Why: both2("Conta per chi forma.", "It matters to trainers."), FigureID: c.ID})
		b.Meaning = append(b.Meaning, edition.BriefMeaning{For: both2("Imprese", "Employers"), What: c.Finding, FigureID: c.ID})
	}
	table := last.Table
	b.Ranking.Columns = table.Columns[:4]
	for _, row := range table.Rows {
		b.Ranking.Rows = append(b.Ranking.Rows, row[:4])
	}
	return b
}

// plainRenderer draws a rectangle with the parts a drawing must have; it keeps
// tests of the site fast. Its bytes depend on the request only.
type plainRenderer struct{ without string }

func (r plainRenderer) Render(q chart.Request) ([]byte, error) {
	id := q.ID + "-" + string(q.Size) + "-" + q.Lang
	width := map[chart.Size]int{chart.Wide: 720, chart.Narrow: 328}[q.Size]
	mark := ""
	if q.Demonstration && r.without != "mark" {
		mark = map[string]string{"it": "dati dimostrativi", "en": "demonstration data"}[q.Lang]
	}
	desc := "<desc id=\"" + id + "-d\">" + html.EscapeString(q.Desc) + "</desc>"
	if r.without == "desc" {
		desc = ""
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%s-t" width="%d" height="240" viewBox="0 0 %d 240"><title id="%s-t">%s</title>%s<rect width="40" height="100" fill="var(--c1)"/><text x="8" y="20">%s</text></svg>`,
		id, width, width, id, html.EscapeString(q.Title), desc, mark), nil
}

// fixtureIntake are files of the tables behind the figures, with hostile names and cells.
func fixtureIntake() *intake.Report {
	r := &intake.Report{Version: 1, Totals: intake.Counts{Files: 20, Read: 60, Loaded: 20, SetAside: 40, Observations: 20}}
	for i, bad := range hostile()[:19] {
		rule := intake.Rule{Number: 409, Name: "code", Stage: "codes", Effect: "reject", Severity: "error", What: both2("un codice non è nella sua lista", "a code is not in its list")}
		r.Files = append(r.Files, intake.File{Name: bad, Table: "excelsior_monthly", SHA256: strings.Repeat(fmt.Sprintf("%04d", i), 16), Released: "2026-11-20",
			Counts: intake.Counts{Read: 3, Loaded: 1, SetAside: 2, Observations: 1},
			Rules:  []intake.Tally{{Rule: rule, Rows: 2, Examples: []intake.Example{{Row: 3, Column: bad, Value: bad, Message: bad, Hint: bad}}}},
			Issues: []intake.Issue{{Rule: intake.Rule{Number: 604, Name: "gap", Severity: "warning"}, Message: bad}}})
		r.Rules = []intake.Tally{{Rule: rule, Rows: 40}}
	}
	return r
}
