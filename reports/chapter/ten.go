package chapter

import (
	"context"
	"fmt"
	"math"
	"strings"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Ten is the region in ten numbers, beside its macro-area and the country. The country
// has no such chapter.
func Ten(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "ten", Title: both(func(l locale.Lang) string {
		return pick(l, "%s in dieci numeri", "%s in ten numbers", l.Of(s.place(s.Territory)))
	}),
		Question: text("In che cosa la regione è diversa dall'Italia e dalla sua ripartizione?", "How does the region differ from Italy and from its macro-area?"),
		Intro: []Text{text("Una regione è diversa solo dove la distanza supera l'errore delle due misure. I numeri sono tassi e quote, mai totali: una regione grande ha di più di tutto.",
			"A region is different only where the distance exceeds the error of both measures. The numbers are rates and shares, never totals: a large region has more of everything.")}}
	if s.IsNational() {
		return c, nil
	}
	f, err := s.tenNumbers(ctx)
	if err != nil {
		return c, err
	}
	c.add(f, s.missing(c.Question))
	return c, nil
}

// macroArea is the group of regions that the edition's territory belongs to.
func (s *Source) macroArea() (series.Code, bool) {
	item, ok := s.Codes.Find(s.Territory)
	if !ok || item.Parent == "" || item.Parent == italy.Value {
		return series.Code{}, false
	}
	return series.Code{List: s.Territory.List, Value: item.Parent}, true
}

// besides are the edition's territory, the country and, where there is one, the
// macro-area, in the order in which they are compared.
func (s *Source) besides() []series.Code {
	out := []series.Code{s.Territory, italy}
	if area, ok := s.macroArea(); ok {
		out = append(out, area)
	}
	return out
}

// tenRow is one of the ten numbers.
type tenRow struct {
	id     string
	name   Text
	values []indicator.Reading // of the territories compared
}

// differs says whether the region's value is another than Italy's, beyond the error of both.
func (r tenRow) differs() bool { return indicator.Change(r.values[1], r.values[0]).IsSure() }

// tenNames are the ten numbers in the order of readings.
func tenNames() []tenRow {
	return []tenRow{
		{id: "unemployment_rate", name: text("Tasso di disoccupazione, ultimo anno", "Unemployment rate, last year")},
		{id: "expected_unemployment_rate", name: text("Tasso di disoccupazione atteso, prossimo anno", "Unemployment rate expected, next year")},
		{id: "expected_employment_change", name: text("Occupati attesi nel prossimo anno, variazione sull'ultimo", "Employment expected over the next year, change on the last")},
		{id: "industry_share", name: text("Occupati nell'industria, costruzioni comprese", "Employed in industry, construction included")},
		{id: "entries_per_employed", name: text("Entrate programmate in un anno per cento occupati", "Planned entries in a year per hundred employed")},
		{id: "expected_entries_change", name: text("Entrate attese, variazione sui 12 mesi precedenti", "Entries expected, change on the 12 months before")},
		{id: "hard_to_fill_share", name: text("Entrate di difficile reperimento, ultimi 12 mesi", "Entries hard to fill, last 12 months")},
		{id: "expected_hard_to_fill_share", name: text("Entrate di difficile reperimento attese, prossimi 12 mesi", "Entries hard to fill expected, next 12 months")},
		{id: "immigrant_entries_share", name: text("Entrate per cui si prevedono immigrati (quota massima)", "Entries for which immigrants are expected (highest share)")},
		{id: "skilled_entries_share", name: text("Entrate in professioni dirigenziali, specialistiche e tecniche", "Entries in managerial, specialist and technical occupations")},
	}
}

// tenRows are the numbers of the territories compared, and the trail of all.
func (s *Source) tenRows(ctx context.Context, places []series.Code) ([]tenRow, *pulled, error) {
	rows := tenNames()
	var trail []*pulled
	for _, code := range places {
		m, err := s.marketOf(ctx, code)
		if err != nil {
			return nil, nil, err
		}
		all, err := m.readings(ctx)
		if err != nil {
			return nil, nil, err
		}
		if len(all) != len(rows) {
			return nil, nil, fmt.Errorf("ten numbers of %s: %d values for %d names", code.Value, len(all), len(rows))
		}
		for i, r := range all {
			rows[i].values = append(rows[i].values, r)
		}
		trail = append(trail, m.trail()...)
	}
	return rows, merged(trail), nil
}

// outcome says what the intervals of two values allow to say of them.
func (r tenRow) outcome() figure.Cell {
	switch {
	case math.IsNaN(r.values[0].Value) || math.IsNaN(r.values[1].Value):
		return figure.Cell{Text: text("confronto non possibile", "no comparison possible"), Code: "not_comparable"}
	case !r.differs():
		return figure.Cell{Text: text("differenza non accertata", "difference not established"), Code: "not_established"}
	case r.values[0].Value > r.values[1].Value:
		return figure.Cell{Text: text("sopra l'Italia", "above Italy"), Code: "above"}
	}
	return figure.Cell{Text: text("sotto l'Italia", "below Italy"), Code: "below"}
}

func (s *Source) tenNumbers(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-ten-numbers", Question: text("In che cosa la regione è diversa?", "In what is the region different?")}
	places := s.besides()
	rows, p, err := s.tenRows(ctx, places)
	if err != nil {
		return f, err
	}
	s.drawTen(&f, rows, places)
	if f.Chart == nil {
		return f, nil
	}
	return s.finish(f, p, true), nil
}

// drawTen fills the figure; where nothing of the region is known it stays without a drawing.
func (s *Source) drawTen(f *figure.Figure, rows []tenRow, places []series.Code) {
	d := chart.Compared{X: chart.Axis{Label: text("%, ogni riga sulla sua scala", "%, each row on its own scale"), Unit: locale.Pct, Decimals: 1}, OwnScales: true}
	f.Table.Columns = []figure.Column{{Name: "number_id", Head: text("Numero", "Number"), Kind: figure.Label}}
	for i, code := range places {
		d.Names = append(d.Names, s.place(code))
		f.Table.Columns = append(f.Table.Columns, besideColumns([]string{"region", "italy", "macro_area"}[i], s.place(code))...)
	}
	f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "outcome", Head: text("Confronto con l'Italia", "Against Italy"), Kind: figure.Status})
	differing, compared := 0, 0
	for _, r := range rows {
		cells := []figure.Cell{{Text: r.name, Code: r.id}}
		item := chart.ComparedItem{Label: r.name, IsSure: r.differs()}
		for _, v := range r.values {
			cells = append(cells, number(v.Value), number(v.Lower), number(v.Upper))
			item.Values = append(item.Values, chart.ComparedValue(v))
		}
		said := r.outcome()
		f.Table.Rows = append(f.Table.Rows, append(cells, said))
		if said.Code == "not_comparable" {
			continue
		}
		compared++
		if r.differs() {
			differing++
		}
		d.Items = append(d.Items, item)
	}
	if compared == 0 {
		return
	}
	f.Chart = d
	f.Told = []figure.Told{toldCount("differing_count", "Numeri diversi da quelli dell'Italia, oltre l'errore", "Numbers other than Italy's, beyond error", differing),
		toldCount("compared_count", "Numeri confrontati", "Numbers compared", compared),
		toldCount("months_count", "Mesi di un anno di entrate", "Months of a year's entries", 12), s.toldObserved()}
	f.Subtitle = both(func(l locale.Lang) string {
		names := l.Of(s.place(places[1]))
		if len(places) > 2 {
			names = pick(l, "%s e %s", "%s and %s", names, l.Of(s.place(places[2])))
		}
		return pick(l, "Tassi, quote e variazioni attese (%%), %s a confronto con %s", "Rates, shares and changes expected (%%), %s against %s", l.Of(s.place(places[0])), names)
	})
	f.Finding = both(func(l locale.Lang) string {
		if differing == 0 {
			return pick(l, "Nessun numero si distingue da quello dell'Italia, oltre l'errore", "No number can be told from Italy's, beyond error")
		}
		return pick(l, counted(differing, "%s numero su %s è diverso da quello dell'Italia, oltre l'errore", "%s numeri su %s sono diversi da quelli dell'Italia, oltre l'errore"),
			counted(differing, "%s number of %s is other than Italy's, beyond error", "%s numbers of %s are other than Italy's, beyond error"), l.Integer(differing), l.Integer(compared))
	})
	f.Desc = both(func(l locale.Lang) string { return tenDesc(l, rows) })
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Ogni riga ha una scala sua: si confrontano i segni di una riga, mai le righe fra loro. Il segmento contiene il valore in %s; in grassetto ciò che dall'Italia si distingue oltre l'errore di entrambe.",
			"Each row has a scale of its own: compare the signs of a row, never rows with each other. The segment holds the value in %s; in bold what can be told from Italy beyond the error of both.", cases(l, rankingLevel))
	})
	f.Notes = []Text{s.noteObserved(), text("I valori attesi vengono dalle previsioni, che non si fanno per le ripartizioni. Il confronto prende gli errori come indipendenti.",
		"Values expected come from the forecasts, which are not made for macro-areas. The comparison takes the errors as independent.")}
}

// tenDesc names what lies above and below Italy.
func tenDesc(l locale.Lang, rows []tenRow) string {
	sides := map[string][]string{}
	for _, r := range rows {
		code := r.outcome().Code
		sides[code] = append(sides[code], l.Of(r.name))
	}
	list := func(code string) string {
		if len(sides[code]) == 0 {
			return pick(l, "nessuno", "none")
		}
		return strings.Join(sides[code], "; ")
	}
	return pick(l, "Una riga per numero. Sopra l'Italia: %s. Sotto: %s. Tutti i valori nella tabella.", "One row a number. Above Italy: %s. Below: %s. All values in the table.", list("above"), list("below"))
}

// besideColumns are a share of one place with its interval.
func besideColumns(name string, head Text) []figure.Column {
	return []figure.Column{{Name: name + "_pct", Head: both(func(l locale.Lang) string { return l.Of(head) + ", %" }), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: name + "_lower_80", Head: text("80%, inferiore", "80%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: name + "_upper_80", Head: text("80%, superiore", "80%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: rankingLevel}}
}
