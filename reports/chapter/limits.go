package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Limits is what cannot be known of a region, and what is borrowed for it. The country
// has no such chapter: its limits are those of the sources.
func Limits(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "limits", Title: text("I limiti dei dati regionali", "Limits of the regional data"),
		Question: text("Che cosa non si può sapere della regione, e che cosa è preso dall'Italia?", "What cannot be known of the region, and what is taken from Italy?")}
	if s.IsNational() {
		return c, nil
	}
	c.Intro = []Text{
		text("Misurato qui: occupati, disoccupazione, entrate programmate e quota difficile, nel dettaglio che la figura mostra. Ciò che la fonte non pubblica per la regione non è stimato da noi: manca, e lo diciamo.",
			"Measured here: employment, unemployment, planned entries and the share hard to fill, in the detail that the figure shows. What the source does not publish for the region we do not estimate: it is missing, and we say so."),
		text("Calcolato da noi: le previsioni delle serie della regione. I loro intervalli poggiano sugli errori di tutte le regioni insieme, perché una sola ne ha troppo pochi; dove la regione sbaglia più delle altre, lo mostra il capitolo sulle previsioni.",
			"Computed by us: the forecasts of the region's series. Their intervals rest on the errors of all regions together, as one alone has too few; where the region errs more than others, the chapter on forecasts shows it."),
		text("Preso dall'Italia: incidenza straniera per settore, quote di ingresso, pesi e soglie dei punteggi. Per questi la regione non ha una misura sua, e una sua particolarità non si vedrebbe.",
			"Taken from Italy: foreign incidence by sector, entry quotas, weights and thresholds of the scores. For these the region has no measure of its own, and what is particular to it would not be seen."),
	}
	f, err := s.limits(ctx)
	if err != nil {
		return c, err
	}
	c.add(f, s.missing(c.Question))
	return c, nil
}

// detail is one kind of series: a measure in a breakdown.
type detail struct {
	id        string
	name      Text
	selection warehouse.Selection
	isOf      func(series.Key) bool
}

// details are what the reports are made of, from the whole to the crossings.
func (s *Source) details() []detail {
	majors, subs, sectors := s.majorGroups(), s.subMajorGroups(), s.sectors()
	monthly := func(industries, occupations, measure string) warehouse.Selection {
		return warehouse.Selection{Tables: []string{excelsiorName}, Measures: []string{measure}, Freq: series.Month, IndustryList: industries, OccupationList: occupations}
	}
	quarterly := func(table, measure string) warehouse.Selection {
		return warehouse.Selection{Tables: []string{table}, Measures: []string{measure}, Freq: series.Quarter}
	}
	bySector := func(k series.Key) bool { return slices.Contains(sectors, k.Industry) }
	return []detail{
		{"unemployment", text("Tasso di disoccupazione", "Unemployment rate"), quarterly("istat_unemployment", "unemployment_rate_pct"), isTotalPopulation},
		{"employed_industry", text("Occupati per settore", "Employed by industry"), quarterly("istat_employed", "employed_thousand"), isTotalPopulation},
		{"vacancies_industry", text("Posti vacanti per settore", "Vacancies by industry"), quarterly("istat_vacancies", "job_vacancy_rate_sa_pct"), func(k series.Key) bool { return k.Other == allFirms }},
		{"hard_sector", text("Difficoltà per settore", "Difficulty by sector"), monthly("excelsior_sector", warehouse.ListNone, hardShare), bySector},
		{"hard_major", text("Difficoltà per grande gruppo professionale", "Difficulty by major occupation group"), monthly(warehouse.ListNone, "cp2021", hardShare), func(k series.Key) bool { return slices.Contains(majors, k.Occupation) }},
		{"hard_sub_major", text("Difficoltà per gruppo professionale", "Difficulty by occupation group"), monthly(warehouse.ListNone, "cp2021", hardShare), func(k series.Key) bool { return slices.Contains(subs, k.Occupation) }},
		{"reasons_major", text("Motivi della difficoltà per grande gruppo", "Reasons for difficulty by major group"), monthly(warehouse.ListNone, "cp2021", noCandidates), func(k series.Key) bool { return slices.Contains(majors, k.Occupation) }},
		{"immigrants_sector", text("Immigrati previsti per settore", "Immigrants expected by sector"), monthly("excelsior_sector", warehouse.ListNone, immigrants), bySector},
		{"entries_crossed", text("Entrate per settore e grande gruppo", "Entries by sector and major group"), monthly("excelsior_sector", "cp2021", entries),
			func(k series.Key) bool { return bySector(k) && slices.Contains(majors, k.Occupation) }},
	}
}

// detailExtent is how many series of a detail a territory has: with values in half of the last
// year at least, and with a forecast.
type detailExtent struct{ series, forecast int }

// extentOf counts the series of a detail in a territory.
func (s *Source) extentOf(ctx context.Context, d detail, of series.Code) (detailExtent, *pulled, error) {
	sel := d.selection
	sel.Territories = []series.Code{of}
	if !s.AsOf.IsZero() {
		sel.From = s.AsOf.AddDate(-3, 0, 0)
	}
	p, err := s.pull(ctx, sel)
	if err != nil {
		return detailExtent{}, nil, err
	}
	var out detailExtent
	for _, line := range p.panel {
		if !d.isOf(line.Key) || math.IsNaN(indicator.TrailingMean(line, line.End(), line.Freq().PerYear())) {
			continue
		}
		out.series++
		fc, err := s.forecastsOf(ctx, line.Key)
		if err != nil {
			return out, nil, err
		}
		if len(fc) > 0 {
			out.forecast++
		}
	}
	return out, p, nil
}

// limits sets what the region has against what the country has, detail by detail.
func (s *Source) limits(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-limits", Question: text("Quanto dettaglio ha la regione rispetto all'Italia?", "How much detail has the region, compared with Italy?")}
	count := func(name string, head Text) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: figure.Value, Unit: locale.Count}
	}
	f.Table.Columns = []figure.Column{{Name: "detail", Head: text("Dettaglio", "Detail"), Kind: figure.Label},
		{Name: "detail_share_pct", Head: text("Serie, % di quelle dell'Italia", "Series, % of Italy's"), Kind: figure.Value, Unit: locale.Pct},
		count("region_series_count", text("Serie della regione", "Series of the region")), count("italy_series_count", text("Serie dell'Italia", "Series of Italy")),
		count("forecast_series_count", text("Serie previste, regione", "Series forecast, region"))}
	bars := chart.Bars{X: chart.Axis{Label: text("% delle serie che si hanno per l'Italia", "% of the series there are for Italy"), Unit: locale.Pct, Zero: true}, Threshold: math.NaN(), Ordered: true}
	whole, none := 0, 0
	var trail []*pulled
	for _, d := range s.details() {
		nation, p, err := s.extentOf(ctx, d, italy)
		if err != nil {
			return f, err
		}
		if nation.series == 0 {
			continue
		}
		region, own, err := s.extentOf(ctx, d, s.Territory)
		if err != nil {
			return f, err
		}
		trail = append(trail, p, own)
		// The region may have more than the country only where the classification of its table is finer.
		share := math.Min(100, 100*float64(region.series)/float64(nation.series))
		if share == 100 {
			whole++
		}
		if share == 0 {
			none++
		}
		bars.Items = append(bars.Items, chart.Item{Label: d.name, Value: share, Lower: math.NaN(), Upper: math.NaN(), Reference: math.NaN(),
			Mark: both(func(l locale.Lang) string {
				return pick(l, "%s su %s", "%s of %s", l.Integer(region.series), l.Integer(nation.series))
			})})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: d.name, Code: d.id}, number(share), number(float64(region.series)), number(float64(nation.series)), number(float64(region.forecast))})
	}
	if len(bars.Items) == 0 {
		return f, nil
	}
	f.Chart = bars
	s.limitsWords(&f, whole, none)
	return s.finish(f, merged(trail), true), nil
}

func (s *Source) limitsWords(f *figure.Figure, whole, none int) {
	all := len(f.Table.Rows)
	f.Told = []figure.Told{toldCount("whole_count", "Dettagli che la regione ha per intero", "Details that the region has in full", whole),
		toldCount("none_count", "Dettagli che la regione non ha", "Details that the region does not have", none), toldCount("detail_count", "Dettagli", "Details", all)}
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Serie con valori in almeno metà dell'ultimo anno (%% di quelle dell'Italia), %s, per misura e dettaglio", "Series with values in half of the last year at least (%% of Italy's), %s, by measure and detail", l.Of(s.place(s.Territory)))
	})
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Dettagli che la regione ha per intero: %s su %s; che non ha affatto: %s", "Details that the region has in full: %s of %s; that it does not have at all: %s", l.Integer(whole), l.Integer(all), l.Integer(none))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Una barra per dettaglio, nell'ordine dal totale agli incroci. Interi: %s. Assenti: %s.", "One bar a detail, in the order from totals to crossings. In full: %s. Absent: %s.", l.Integer(whole), l.Integer(none))
	})
	f.Notes = []Text{text("Una serie manca perché la fonte non la pubblica per la regione, o la riserva perché poggia su troppo pochi casi. Le fonti non danno il numero di interviste per cella.",
		"A series is missing because the source does not publish it for the region, or withholds it as it rests on too few cases. The sources do not give the number of interviews a cell.")}
}
