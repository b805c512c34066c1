package chapter

import (
	"context"
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// Shared is what the sources of several editions read from one warehouse as of
// one day, kept between them. Editions of one site ask the same questions of
// different territories: a selection is read once for all territories of the
// site, and each edition takes its own rows, in the same order as it would have
// got them alone. It serves editions that are built side by side: who is first
// reads, and what is read does not depend on who that was. The zero value keeps
// what it reads and widens nothing.
type Shared struct {
	// Territories are those of all editions; a selection of other places is read as it is.
	Territories []series.Code

	known     kept[string, *placed]  // by the text of the selection
	pulls     kept[string, *pulled]  // by the text of a selection that does not depend on the edition
	forecasts kept[string, measured] // by measure
	runs      kept[string, warehouse.Run]
	files     kept[struct{}, map[[2]string]warehouse.Snapshot]
	breaks    kept[struct{}, *warehouse.Breaks]
	shortages kept[struct{}, []warehouse.Shortage]
	backtests kept[struct{}, []warehouse.Backtest]
	diagnosis results
}

// placed are rows with the place in the list of those of each territory.
type placed struct {
	rows []warehouse.Observation
	of   map[series.Code][]int
}

// measured are the forecasts of a measure: all, and those of each series.
type measured struct {
	all   []warehouse.Forecast
	byKey map[series.Key][]warehouse.Forecast
}

// shared is where the source keeps what it read.
func (s *Source) shared() *Shared {
	if s.Shared == nil {
		s.Shared = &Shared{}
	}
	return s.Shared
}

// observations of a selection, through those of all territories where they are asked for.
func (m *Shared) observations(ctx context.Context, db *warehouse.DB, sel warehouse.Selection) ([]warehouse.Observation, error) {
	if len(sel.Territories) == 0 || !m.holds(sel.Territories) {
		return db.Observations(ctx, sel)
	}
	widened := sel
	widened.Territories = m.Territories
	all, err := m.read(ctx, db, widened)
	if err != nil {
		return nil, err
	}
	var at []int
	for i, t := range sel.Territories {
		if !slices.Contains(sel.Territories[:i], t) {
			at = append(at, all.of[t]...)
		}
	}
	slices.Sort(at)
	var out []warehouse.Observation
	for _, i := range at {
		out = append(out, all.rows[i])
	}
	return out, nil
}

// read is a selection as it is, read once; the rows are not to be changed.
func (m *Shared) read(ctx context.Context, db *warehouse.DB, sel warehouse.Selection) (*placed, error) {
	return m.known.get(sel.SQL(), func() (*placed, error) {
		rows, err := db.Observations(ctx, sel)
		if err != nil {
			return nil, err
		}
		p := &placed{rows: rows, of: map[series.Code][]int{}}
		for i, o := range rows {
			p.of[o.Key.Territory] = append(p.of[o.Key.Territory], i)
		}
		return p, nil
	})
}

// holds says whether all places are territories of the editions.
func (m *Shared) holds(places []series.Code) bool {
	for _, p := range places {
		if !slices.Contains(m.Territories, p) {
			return false
		}
	}
	return true
}

// forecastsBy are all forecasts of a measure, read once.
func (m *Shared) forecastsBy(ctx context.Context, db *warehouse.DB, measure string) (measured, error) {
	return m.forecasts.get(measure, func() (measured, error) {
		all, err := db.Forecasts(ctx, measure)
		if err != nil {
			return measured{}, err
		}
		out := measured{all: all, byKey: map[series.Key][]warehouse.Forecast{}}
		for _, f := range all {
			out.byKey[f.Key] = append(out.byKey[f.Key], f)
		}
		return out, nil
	})
}

// allShortages are the results of the rule for priority sectors.
func (s *Source) allShortages(ctx context.Context) ([]warehouse.Shortage, error) {
	return s.shared().shortages.get(struct{}{}, func() ([]warehouse.Shortage, error) { return s.DB.Shortages(ctx) })
}

// allBacktests are the scores of all backtests.
func (s *Source) allBacktests(ctx context.Context) ([]warehouse.Backtest, error) {
	return s.shared().backtests.get(struct{}{}, func() ([]warehouse.Backtest, error) { return s.DB.Backtests(ctx) })
}
