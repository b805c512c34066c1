package chapter

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// pastPlan is a figure of what was said of a series at earlier times, over what came.
type pastPlan struct {
	fan      fanPlan
	id       string
	question Text
	subject  Text // short: it stands in the title
	measure  Text // with its unit
	before   int  // periods shown before each origin
	// isNationalOnly leaves the drawing to the report for Italy; regions count it among
	// the rest.
	isNationalOnly bool
}

// vintages is how many origins are drawn at most: one a panel, so that each can be read.
// Each has outcomes for half of what it said at least: a newer one shows a promise only.
const vintages = 6

// notePast says what the count is not.
var notePast = text(
	"I dati sono quelli pubblicati oggi, revisioni comprese; oltre un'interruzione della serie non si confronta. Le previsioni di date vicine sbagliano insieme: il conteggio vale meno di altrettante prove separate.",
	"The data are those published today, revisions included; beyond a break of the series nothing is compared. Forecasts of dates close together err together: the count is worth less than as many separate trials.")

// addPast adds what was said of the territory before, where the run kept it. A region
// has its own record below, and draws one series of what firms say and one of work.
func (s *Source) addPast(ctx context.Context, c *Chapter) error {
	if !s.IsNational() {
		f, err := s.ownCoverage(ctx)
		if err != nil {
			return err
		}
		c.add(f, s.missing(f.Question))
	}
	for _, plan := range s.pastPlans() {
		if !s.IsNational() && plan.isNationalOnly {
			continue
		}
		f, err := s.past(ctx, plan)
		if err != nil {
			return err
		}
		c.add(f, s.missing(f.Question))
	}
	return nil
}

// pastPlans are the series whose forecasts of earlier times are drawn.
func (s *Source) pastPlans() []pastPlan {
	return []pastPlan{
		{fan: s.hardPlan(), id: "fig-past-hard-to-fill", subject: text("Entrate difficili", "Hard-to-fill share"), before: year,
			measure:  text("Quota di entrate di difficile reperimento (%)", "Share of planned entries that are hard to fill (%)"),
			question: text("Erano giuste le previsioni sulla difficoltà?", "Were the forecasts of difficulty right?")},
		{fan: s.employedPlan(), id: "fig-past-employed", subject: text("Occupati", "Employment"), before: 2 * fourQuarters,
			measure:  text("Occupati (migliaia)", "Employed persons (thousands)"),
			question: text("Erano giuste le previsioni sull'occupazione?", "Were the forecasts of employment right?")},
		{fan: s.unemploymentPlan(), id: "fig-past-unemployment", subject: text("Disoccupazione", "Unemployment"), before: 2 * fourQuarters,
			isNationalOnly: true,
			measure:        text("Tasso di disoccupazione (%)", "Unemployment rate (%)"),
			question:       text("Erano giuste le previsioni sulla disoccupazione?", "Were the forecasts of unemployment right?")},
	}
}

// vintage is what was said at one origin.
type vintage struct {
	origin           series.Period
	said             []warehouse.PastForecast // by horizon
	compared, inside int
}

// past is the figure of a plan; without kept forecasts it has no drawing.
func (s *Source) past(ctx context.Context, plan pastPlan) (figure.Figure, error) {
	f := figure.Figure{ID: plan.id, Question: plan.question, Notes: []Text{notePast, noteHindsight}}
	p, err := s.pull(ctx, plan.fan.selection)
	if err != nil {
		return f, err
	}
	observed, ok := p.find(plan.fan.match)
	if !ok {
		return f, nil
	}
	all, err := s.pastOf(ctx, observed.Key)
	if err != nil {
		return f, err
	}
	drawn := lastVintages(all)
	if len(drawn) < 2 {
		return f, nil
	}
	run, err := s.run(ctx, "forecast")
	if err != nil {
		return f, err
	}
	first := drawn[0].said[0]
	p.by(first.Model, first.ModelVersion, run.ID)
	p.queries = append(p.queries, pastSQL(observed.Key))
	scale := plan.fan.scale
	if scale == 0 {
		scale = 1
	}
	f.Chart = pastFans(plan, observed, drawn, scale)
	f.Table = pastTable(plan, observed, drawn, scale)
	pastWords(&f, plan, s.place(s.Territory), drawn)
	return s.finish(f, p, true), nil
}

// pastSQL is the query of the past forecasts of one series.
func pastSQL(k series.Key) string {
	return "SELECT origin, period, mean, level, lower, upper, actual, model, model_version\nFROM past_forecast\nWHERE measure = " + quoteSQL(k.Measure) +
		" AND territory = " + quoteSQL(k.Territory.Value) + " AND industry = " + quoteSQL(k.Industry.Value) + " AND occupation = " + quoteSQL(k.Occupation.Value) + "\nORDER BY origin, horizon, level"
}

// lastVintages are origins of which half of what they said has come at least: all where
// they are few, else the newest and every second one before it, as origins one step
// apart say nearly the same. They come back in order of time.
func lastVintages(all []warehouse.PastForecast) []vintage {
	var every []vintage
	for _, p := range all {
		if n := len(every); n == 0 || every[n-1].origin != p.Origin {
			every = append(every, vintage{origin: p.Origin})
		}
		v := &every[len(every)-1]
		v.said = append(v.said, p)
		if isInside, known := inside(p); known {
			v.compared++
			if isInside {
				v.inside++
			}
		}
	}
	every = slices.DeleteFunc(every, func(v vintage) bool { return 2*v.compared < len(v.said) })
	step := 1
	if len(every) > vintages {
		step = 2
	}
	var out []vintage
	for i := len(every) - 1; i >= 0 && len(out) < vintages; i -= step {
		out = append(out, every[i])
	}
	slices.Reverse(out)
	return out
}

// inside says whether what came lies in the interval that is drawn; known is false where
// nothing came yet, or what came cannot be compared.
func inside(p warehouse.PastForecast) (isInside, known bool) {
	iv := intervalOf(p.Forecast, rankingLevel)
	if math.IsNaN(p.Actual) || math.IsNaN(iv.Lower) {
		return false, false
	}
	return iv.Lower <= p.Actual && p.Actual <= iv.Upper, true
}

// counted over all vintages.
func countInside(all []vintage) (inside, compared int) {
	for _, v := range all {
		inside, compared = inside+v.inside, compared+v.compared
	}
	return inside, compared
}

func pastFans(plan pastPlan, observed series.Series, drawn []vintage, scale float64) chart.Fans {
	c := chart.Fans{Y: chart.Axis{Label: plan.fan.axis, Unit: plan.fan.unit, Decimals: plan.fan.decimals}, Level: rankingLevel, Base: math.NaN(),
		Start: drawn[0].origin.Add(1 - plan.before)}
	for _, v := range drawn {
		panel := chart.FanPanel{Start: v.origin.Add(1 - plan.before),
			Name: both(func(l locale.Lang) string { return l.AxisPeriod(v.origin) }),
			Said: both(func(l locale.Lang) string {
				return pick(l, "dentro %s su %s", "%s of %s inside", l.Integer(v.inside), l.Integer(v.compared))
			})}
		for i := range plan.before {
			panel.Observed = append(panel.Observed, observed.At(panel.Start.Add(i))*scale)
		}
		for _, p := range v.said {
			iv := intervalOf(p.Forecast, rankingLevel)
			panel.Median, panel.Lower, panel.Upper = append(panel.Median, p.Mean*scale), append(panel.Lower, iv.Lower*scale), append(panel.Upper, iv.Upper*scale)
			panel.Outcome = append(panel.Outcome, p.Actual*scale)
		}
		c.Panels = append(c.Panels, panel)
	}
	return c
}

// Whether what came fell inside the interval.
var (
	wordInside  = figure.Cell{Text: text("dentro", "inside"), Code: "inside"}
	wordOutside = figure.Cell{Text: text("fuori", "outside"), Code: "outside"}
	wordPending = figure.Cell{Text: text("non ancora", "not yet"), Code: "pending"}
	wordBroken  = figure.Cell{Text: text("non confrontabile", "not comparable"), Code: "not_comparable"}
)

// verdict of a forecast in a table; what was observed and is no outcome lies behind a
// break, or in a time that is left out.
func verdict(p warehouse.PastForecast, known series.Period) figure.Cell {
	isInside, isKnown := inside(p)
	switch {
	case isKnown && isInside:
		return wordInside
	case isKnown:
		return wordOutside
	case p.Period.Since(known) <= 0:
		return wordBroken
	}
	return wordPending
}

func pastTable(plan pastPlan, observed series.Series, drawn []vintage, scale float64) figure.Table {
	name := drawn[0].said[0].Key.Measure
	column := func(suffix string, head Text, kind figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name + suffix, Head: head, Kind: kind, Unit: plan.fan.unit, Decimals: plan.fan.decimals, Level: level}
	}
	t := figure.Table{Columns: []figure.Column{{Name: "origin", Head: text("Ultimo dato noto", "Last data known"), Kind: figure.Label}, {Name: "period", Head: text("Previsione per", "Forecast for"), Kind: figure.Label},
		column("_forecast", text("Previsione", "Forecast"), figure.Value, 0), column("_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower, rankingLevel),
		column("_upper_80", text("80%, superiore", "80%, upper"), figure.Upper, rankingLevel), column("_actual", text("Esito", "Outcome"), figure.Value, 0),
		{Name: "status", Head: text("Dentro l'intervallo", "Inside the interval"), Kind: figure.Status}}}
	for _, v := range drawn {
		for _, p := range v.said {
			iv := intervalOf(p.Forecast, rankingLevel)
			t.Rows = append(t.Rows, []figure.Cell{periodCell(v.origin), periodCell(p.Period), number(p.Mean * scale), number(iv.Lower * scale), number(iv.Upper * scale),
				number(p.Actual * scale), verdict(p, observed.End())})
		}
	}
	return t
}

// pastWords count what fell inside, and claim nothing beyond the count.
func pastWords(f *figure.Figure, plan pastPlan, place Text, drawn []vintage) {
	in, of := countInside(drawn)
	first, last := drawn[0].origin, drawn[len(drawn)-1].origin
	f.Told = []figure.Told{toldCount("inside_count", "Esiti dentro l'intervallo dell'80%", "Outcomes inside the 80% interval", in),
		toldCount("compared_count", "Esiti confrontati", "Outcomes compared", of), toldCount("origin_count", "Date delle previsioni", "Dates of forecasts", len(drawn))}
	for _, v := range drawn {
		f.Told = append(f.Told, toldCount("inside_"+v.origin.String()+"_count", "Dentro, ultimo dato "+locale.IT.Period(v.origin), "Inside, last data "+locale.EN.Period(v.origin), v.inside))
	}
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "%s: %s esiti su %s dentro l'intervallo; promessi %s", "%s: %s of %s outcomes inside the interval; %s promised",
			l.Of(plan.subject), l.Integer(in), l.Integer(of), strings.Replace(l.Frequency(rankingLevel), " casi", "", 1))
	})
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "%s, %s: previsioni fatte con i soli dati fino a %s date, %s, ed esiti; non destagionalizzati, stessa scala",
			"%s, %s: forecasts made on the data up to %s dates alone, %s, and outcomes; not seasonally adjusted, common scale",
			l.Of(plan.measure), l.Of(place), l.Integer(len(drawn)), l.Span(first, last))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Ogni riquadro porta la data dell'ultimo dato noto. Tratteggiata: ciò che il modello avrebbe previsto, con la fascia che promette %s; continua oltre la data: ciò che è poi venuto. Un cerchio segna un esito fuori dalla fascia.",
			"Each panel bears the date of the last data known. Dashed: what the model would have forecast, with the band that promises %s; solid beyond the date: what then came. A ring marks an outcome outside the band.", cases(l, rankingLevel))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s riquadri, uno per data. Dentro la fascia %s esiti su %s. Tutti i valori nella tabella.", "%s panels, one a date. Inside the band %s of %s outcomes. All values in the table.",
			l.Integer(len(drawn)), l.Integer(in), l.Integer(of))
	})
}
