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
// got them alone. It serves one goroutine at a time. The zero value keeps what
// it reads and widens nothing.
type Shared struct {
	// Territories are those of all editions; a selection of other places is read as it is.
	Territories []series.Code

	known     map[string][]warehouse.Observation // by the text of the selection
	pulls     map[string]*pulled                 // by the text of a selection that does not depend on the edition
	forecasts map[string]map[series.Key][]warehouse.Forecast
	byMeasure map[string][]warehouse.Forecast
	runs      map[string]warehouse.Run // by step
	files     map[[2]string]warehouse.Snapshot
	breaks    *warehouse.Breaks
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
	var out []warehouse.Observation
	for _, o := range all {
		if slices.Contains(sel.Territories, o.Key.Territory) {
			out = append(out, o)
		}
	}
	return out, nil
}

// read is a selection as it is, read once; the rows are not to be changed.
func (m *Shared) read(ctx context.Context, db *warehouse.DB, sel warehouse.Selection) ([]warehouse.Observation, error) {
	text := sel.SQL()
	if all, ok := m.known[text]; ok {
		return all, nil
	}
	all, err := db.Observations(ctx, sel)
	if err != nil {
		return nil, err
	}
	if m.known == nil {
		m.known = map[string][]warehouse.Observation{}
	}
	m.known[text] = all
	return all, nil
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
func (m *Shared) forecastsBy(ctx context.Context, db *warehouse.DB, measure string) ([]warehouse.Forecast, error) {
	if all, ok := m.byMeasure[measure]; ok {
		return all, nil
	}
	all, err := db.Forecasts(ctx, measure)
	if err != nil {
		return nil, err
	}
	if m.byMeasure == nil {
		m.byMeasure, m.forecasts = map[string][]warehouse.Forecast{}, map[string]map[series.Key][]warehouse.Forecast{}
	}
	byKey := map[series.Key][]warehouse.Forecast{}
	for _, f := range all {
		byKey[f.Key] = append(byKey[f.Key], f)
	}
	m.byMeasure[measure], m.forecasts[measure] = all, byKey
	return all, nil
}
