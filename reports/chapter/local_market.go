package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// industryTotal is ISTAT's industry with construction, B-F.
var industryTotal = series.Code{List: "ateco2007", Value: "0011"}

// skilledGroups are the three most skilled major groups of CP2021.
var skilledGroups = []string{"1", "2", "3"}

// localMarket is what the ten numbers of one territory are made of.
type localMarket struct {
	source                                 *Source
	totals, groups, employed, unemployment *pulled
}

// marketOf reads a territory; what is not there gives numbers that are not known.
func (s *Source) marketOf(ctx context.Context, code series.Code) (m localMarket, err error) {
	m.source = s
	of := []series.Code{code}
	if m.totals, err = s.excelsior(ctx, of, warehouse.ListNone, warehouse.ListNone, entries, hardShare, immigrants); err != nil {
		return m, err
	}
	if m.groups, err = s.excelsior(ctx, of, warehouse.ListNone, "cp2021", entries); err != nil {
		return m, err
	}
	if m.employed, err = s.pull(ctx, warehouse.Selection{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter,
		Territories: of, Industries: []series.Code{employedAll, industryTotal}}); err != nil {
		return m, err
	}
	m.unemployment, err = s.pull(ctx, warehouse.Selection{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Quarter, Territories: of})
	return m, err
}

// trail is every pull of the market.
func (m localMarket) trail() []*pulled {
	return []*pulled{m.totals, m.groups, m.employed, m.unemployment}
}

// unknown is a number that no source gives.
var unknown = indicator.Reading{Value: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}

func (m localMarket) total(measure string) (series.Series, bool) {
	return m.totals.find(func(k series.Key) bool { return k.Measure == measure })
}

// seen is an observed value with the error assumed of it, so many times as many
// independent figures went into it.
func (m localMarket) seen(v float64, figures float64) indicator.Reading {
	half := normal80 * m.source.relativeError() / 100 * math.Abs(v) * math.Sqrt(figures)
	return indicator.Reading{Value: v, Lower: v - half, Upper: v + half}
}

// ahead is the mean of the forecasts of one year of a series with its careful interval;
// the pull it is from is noted as worked on by the model.
func (m localMarket) ahead(ctx context.Context, p *pulled, of series.Series) (indicator.Reading, error) {
	fc, err := m.source.forecastsOf(ctx, of.Key)
	if err != nil {
		return unknown, err
	}
	per := of.Freq().PerYear()
	if len(fc) < per {
		return unknown, nil
	}
	run, err := m.source.run(ctx, "forecast")
	if err != nil {
		return unknown, err
	}
	p.by(fc[0].Model, fc[0].ModelVersion, run.ID)
	p.queries = append(p.queries, forecastSQL(of.Key))
	means, intervals := make([]float64, per), make([]series.Interval, per)
	for i, f := range fc[:per] {
		means[i], intervals[i] = f.Mean, intervalOf(f, rankingLevel)
	}
	mean, iv := indicator.MeanInterval(means, intervals)
	return indicator.Reading{Value: mean, Lower: iv.Lower, Upper: iv.Upper}, nil
}

// scaled is a reading on another scale: v * by + add, by above zero.
func scaled(r indicator.Reading, by, add float64) indicator.Reading {
	return indicator.Reading{Value: r.Value*by + add, Lower: r.Lower*by + add, Upper: r.Upper*by + add}
}

// readings are the ten numbers in order, each with its interval; NaN where not known.
func (m localMarket) readings(ctx context.Context) ([]indicator.Reading, error) {
	unemployed, err := m.unemploymentNumbers(ctx)
	if err != nil {
		return nil, err
	}
	work, employed, err := m.employmentNumbers(ctx)
	if err != nil {
		return nil, err
	}
	firms, err := m.entriesNumbers(ctx, employed)
	if err != nil {
		return nil, err
	}
	return append(slices.Concat(unemployed, work, firms), m.skilledShare()), nil
}

// unemploymentNumbers are the rate of the last year and that of the next.
func (m localMarket) unemploymentNumbers(ctx context.Context) ([]indicator.Reading, error) {
	line, ok := m.unemployment.find(isTotalPopulation)
	if !ok {
		return []indicator.Reading{unknown, unknown}, nil
	}
	next, err := m.ahead(ctx, m.unemployment, line)
	return []indicator.Reading{m.seen(indicator.TrailingMean(line, line.End(), fourQuarters), 1), next}, err
}

// employmentNumbers are the change expected and the share of industry; employed are
// the thousands of the last year.
func (m localMarket) employmentNumbers(ctx context.Context) (out []indicator.Reading, employed float64, err error) {
	in := func(code series.Code) func(series.Key) bool {
		return func(k series.Key) bool { return k.Industry == code && isTotalPopulation(k) }
	}
	line, ok := m.employed.find(in(employedAll))
	if !ok {
		return []indicator.Reading{unknown, unknown}, math.NaN(), nil
	}
	employed = indicator.TrailingMean(line, line.End(), fourQuarters)
	next, err := m.ahead(ctx, m.employed, line)
	if err != nil {
		return nil, math.NaN(), err
	}
	industry := unknown
	if part, ok := m.employed.find(in(industryTotal)); ok {
		industry = m.seen(100*indicator.TrailingMean(part, line.End(), fourQuarters)/employed, 2)
	}
	return []indicator.Reading{scaled(next, 100/employed, -100), industry}, employed, nil
}

// entriesNumbers are the entries per person employed, the change expected, the share
// that is hard to fill in the last year and in the next, and that of immigrants.
func (m localMarket) entriesNumbers(ctx context.Context, employed float64) ([]indicator.Reading, error) {
	count, ok := m.total(entries)
	if !ok {
		return []indicator.Reading{unknown, unknown, unknown, unknown, unknown}, nil
	}
	sum := indicator.TrailingSum(count, year)
	next, err := m.ahead(ctx, m.totals, count)
	if err != nil {
		return nil, err
	}
	hard, expected, foreign := unknown, unknown, unknown
	if share, ok := m.total(hardShare); ok {
		hard = m.seen(indicator.TrailingShare(share, count, count.End(), year), 1)
		if expected, err = m.ahead(ctx, m.totals, share); err != nil {
			return nil, err
		}
	}
	if share, ok := m.total(immigrants); ok {
		foreign = m.seen(indicator.TrailingShare(share, count, count.End(), year), 1)
	}
	return []indicator.Reading{m.seen(100*sum/(1000*employed), 2), scaled(next, 100*year/sum, -100), hard, expected, foreign}, nil
}

// skilledShare is the share of entries in the skilled groups among those of all groups;
// not known where any group is not, so that no suppressed group can be had from it.
func (m localMarket) skilledShare() indicator.Reading {
	skilled, all := 0.0, 0.0
	for _, code := range m.source.majorGroups() {
		line, ok := m.groups.find(func(k series.Key) bool { return k.Occupation == code })
		if !ok {
			return unknown
		}
		sum := indicator.TrailingSum(line, year)
		all += sum
		if slices.Contains(skilledGroups, code.Value) {
			skilled += sum
		}
	}
	return m.seen(100*skilled/all, 2)
}
