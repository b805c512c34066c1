package chapter

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// tightnessMethod gives vacancies for each unemployed person of the whole market.
const tightnessMethod = "efficient_unemployment"

// fourQuarters is the season that means are taken over.
const fourQuarters = 4

// matching is one quarter of the whole market.
type matching struct {
	period series.Period
	// Means of the four quarters to this one, in per cent; NaN where one is missing.
	unemployment, vacancies float64
	// Unemployed persons for each vacancy in the quarter itself, with its interval.
	each, lower, upper float64
}

// beveridge joins vacancies and unemployment quarter by quarter: the whole market's
// path. It is drawn by means of four quarters, because the rates are not adjusted and
// their seasons would cross the path; what it claims is of a quarter against the same
// quarter a year before, and only where their intervals are apart.
func (s *Source) beveridge(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-beveridge", Question: text("Domanda e offerta si incontrano con più fatica?", "Is matching getting harder?")}
	ratings, err := s.ratings(ctx, warehouse.DiagnosisFilter{Kind: warehouse.KindTerritory, Territory: italy.Value, UnitList: "iso3166", Method: tightnessMethod})
	if err != nil {
		return f, err
	}
	p, unemployed, vacant, err := s.wholeMarket(ctx)
	if err != nil {
		return f, err
	}
	quarters := marketQuarters(ratings, unemployed, vacant)
	if len(quarters) < 2*fourQuarters {
		return f, nil
	}
	run, err := s.run(ctx, diagnosisStep)
	if err != nil {
		return f, err
	}
	p.by(tightnessMethod, ratings[0].MethodVersion, run.ID)
	p.queries = append(p.queries, "SELECT period, value, value_lower, value_upper, level\nFROM rating\nWHERE kind = 'territory' AND unit_list = 'iso3166' AND method = "+quoteSQL(tightnessMethod)+"\nORDER BY period")
	p.synthetic = p.synthetic || slices.ContainsFunc(ratings, func(r warehouse.Rating) bool { return r.IsSynthetic })
	level := ratings[0].Level
	f.Chart = beveridgePath(quarters)
	f.Table = beveridgeTable(quarters, level)
	_, words := breaksAfter(quarters[0].period, unemployed, *s.breaks, p)
	f.Notes = append([]Text{both(func(l locale.Lang) string {
		return pick(l, "Solidità %s: ai posti fuori dalla rilevazione (agricoltura, famiglie, imprese senza dipendenti) si attribuisce lo stesso tasso. L'intervallo fa variare i due tassi entro un errore assunto, perché la fonte non pubblica quello effettivo.",
			"Grade %s: posts outside the survey (agriculture, households, firms without employees) are given the same rate. The interval varies both rates within an assumed error, as the source does not publish the true one.", ratings[len(ratings)-1].Grade)
	})}, words...)
	f.Notes = f.Notes[:min(len(f.Notes), figure.MaxNotes)]
	beveridgeWords(&f, quarters, level)
	return s.finish(f, p, true), nil
}

// wholeMarket reads the two rates, not adjusted.
func (s *Source) wholeMarket(ctx context.Context) (p *pulled, unemployed, vacant series.Series, err error) {
	p, err = s.pull(ctx, warehouse.Selection{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Quarter, Territories: []series.Code{italy}})
	if err != nil {
		return nil, unemployed, vacant, err
	}
	unemployed, _ = p.find(isTotalPopulation)
	posts, err := s.pull(ctx, warehouse.Selection{Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_pct"}, Freq: series.Quarter,
		Territories: []series.Code{italy}, Industries: []series.Code{industryAndServices}})
	if err != nil {
		return nil, unemployed, vacant, err
	}
	vacant, _ = posts.find(func(k series.Key) bool { return k.Other == allFirms })
	p.add(posts)
	p.queries = append(p.queries, posts.queries...)
	return p, unemployed, vacant, nil
}

// marketQuarters are the quarters that were rated, in order, from the first that has a
// mean of four.
func marketQuarters(ratings []warehouse.Rating, unemployed, vacant series.Series) []matching {
	var out []matching
	for _, r := range ratings {
		period, err := series.ParsePeriod(r.Period)
		if err != nil || period.Freq() != series.Quarter || !(r.Value > 0) || !(r.ValueLower > 0) {
			continue
		}
		m := matching{period: period, unemployment: meanTo(unemployed, period), vacancies: meanTo(vacant, period),
			// More vacancies for each unemployed person are fewer unemployed for each vacancy.
			each: 1 / r.Value, lower: 1 / r.ValueUpper, upper: 1 / r.ValueLower}
		if !math.IsNaN(m.unemployment) && !math.IsNaN(m.vacancies) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b matching) int { return a.period.Since(b.period) })
	return out
}

// meanTo is the mean of the four quarters to p, NaN where one is missing.
func meanTo(line series.Series, p series.Period) float64 {
	sum := 0.0
	for i := range fourQuarters {
		at := p.Add(-i)
		if line.Len() == 0 || at.Since(line.Start) < 0 || at.Since(line.End()) > 0 {
			return math.NaN()
		}
		sum += line.At(at)
	}
	return sum / fourQuarters
}

// beveridgePath names each year at the mean of its own four quarters, and the last quarter.
func beveridgePath(quarters []matching) chart.Scatter {
	nan := math.NaN()
	c := chart.Scatter{Joined: true, XFloor: nan, YFloor: nan,
		X: chart.Axis{Label: text("Tasso di disoccupazione, %", "Unemployment rate, %"), Unit: locale.Pct, Decimals: 1},
		Y: chart.Axis{Label: text("Tasso di posti vacanti, %", "Job vacancy rate, %"), Unit: locale.Pct, Decimals: 1}}
	for i, q := range quarters {
		point := chart.ScatterPoint{X: q.unemployment, Y: q.vacancies, XLower: nan, XUpper: nan, YLower: nan, YUpper: nan}
		switch {
		case i == len(quarters)-1:
			point.Label, point.Emphasis = both(func(l locale.Lang) string { return l.AxisPeriod(q.period) }), true
		case q.period.Sub() == fourQuarters:
			year := strconv.Itoa(q.period.Year())
			point.Label, point.Emphasis = Text{IT: year, EN: year}, true
		default:
			point.Label = both(func(l locale.Lang) string { return l.AxisPeriod(q.period) })
		}
		c.Points = append(c.Points, point)
	}
	return c
}

func beveridgeTable(quarters []matching, level float64) figure.Table {
	bound := func(it, en string) Text {
		return both(func(l locale.Lang) string { return l.Percent(100*level, 0) + ", " + l.Of(text(it, en)) })
	}
	rate := func(name, it, en string) figure.Column {
		return figure.Column{Name: name, Head: text(it, en), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}
	}
	each := func(name string, head Text, kind figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: kind, Unit: locale.Ratio, Decimals: 1, Level: level}
	}
	t := figure.Table{Columns: []figure.Column{{Name: "period", Head: text("Periodo", "Period"), Kind: figure.Label},
		rate("unemployment_rate_mean_pct", "Disoccupazione, media di 4 trimestri, %", "Unemployment, mean of 4 quarters, %"),
		rate("job_vacancy_rate_mean_pct", "Posti vacanti, media di 4 trimestri, %", "Vacancies, mean of 4 quarters, %"),
		each("unemployed_per_vacancy_ratio", text("Disoccupati per posto vacante, nel trimestre", "Unemployed per vacancy, in the quarter"), figure.Value, 0),
		each("unemployed_per_vacancy_lower", bound("inferiore", "lower"), figure.Lower, level),
		each("unemployed_per_vacancy_upper", bound("superiore", "upper"), figure.Upper, level)}}
	for _, q := range quarters {
		t.Rows = append(t.Rows, []figure.Cell{periodCell(q.period), number(q.unemployment), number(q.vacancies), number(q.each), number(q.lower), number(q.upper)})
	}
	return t
}

// beveridgeWords says how many unemployed there are for each vacancy, against the same
// quarter a year before.
func beveridgeWords(f *figure.Figure, quarters []matching, level float64) {
	first, last := quarters[0], quarters[len(quarters)-1]
	i := slices.IndexFunc(quarters, func(q matching) bool { return q.period == last.period.Add(-fourQuarters) })
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Tasso di disoccupazione e tasso di posti vacanti (%%), Italia, medie di quattro trimestri, dati non destagionalizzati, dal %s al %s",
			"Unemployment rate and job vacancy rate (%%), Italy, means of four quarters, not seasonally adjusted, %s to %s", l.Period(first.period), l.Period(last.period))
	})
	f.HowToRead = text("Ogni punto è la media di quattro trimestri e la linea li unisce nel tempo; l'anno sta accanto alla media dei suoi quattro. In alto a sinistra ci sono più posti per chi cerca lavoro. Uno spostamento verso l'esterno fa pensare a un incontro più difficile, ma non lo prova.",
		"Each point is the mean of four quarters and the line joins them in time; a year stands beside the mean of its own four. Up and to the left there are more posts for those looking for work. A shift outwards suggests harder matching but does not prove it.")
	f.Finding = both(func(l locale.Lang) string {
		said := pick(l, "Per ogni posto vacante %s disoccupati", "%s unemployed for each vacancy", l.Number(last.each, 1))
		switch {
		case i < 0:
			return said
		case last.upper < quarters[i].lower:
			return said + pick(l, ", meno di un anno prima", ", fewer than a year before")
		case last.lower > quarters[i].upper:
			return said + pick(l, ", più di un anno prima", ", more than a year before")
		}
		return said + pick(l, ": in un anno nessun cambiamento distinguibile", ": no distinguishable change in a year")
	})
	f.Key = both(func(l locale.Lang) string {
		said := pick(l, "Disoccupati per ogni posto vacante: %s nel %s (%s: %s)", "Unemployed persons for each vacancy: %s in %s (%s: %s)",
			l.Number(last.each, 1), l.Period(last.period), cases(l, level), l.Interval(last.lower, last.upper, 1))
		if i < 0 {
			return said + "."
		}
		was := quarters[i]
		return said + pick(l, "; un anno prima %s (%s).", "; a year before %s (%s).", l.Number(was.each, 1), l.Interval(was.lower, was.upper, 1))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s punti uniti nel tempo. Nel %s: disoccupazione %s, posti vacanti %s; nel %s: %s e %s. %s", "%s points joined in time. %s: unemployment %s, vacancies %s; %s: %s and %s. %s",
			l.Integer(len(quarters)), l.Period(first.period), l.Percent(first.unemployment, 1), l.Percent(first.vacancies, 1),
			l.Period(last.period), l.Percent(last.unemployment, 1), l.Percent(last.vacancies, 1), strings.TrimSpace(f.Key.In(string(l))))
	})
}
