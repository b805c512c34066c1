package chapter

import (
	"context"
	"iter"
	"slices"
	"strings"

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

	known     kept[string, *placed]                                 // by the text of the selection
	pulls     kept[string, *pulled]                                 // by the text of a selection that does not depend on the edition
	forecasts kept[string, measured]                                // by measure
	pasts     kept[string, map[series.Key][]warehouse.PastForecast] // by measure
	runs      kept[string, warehouse.Run]
	files     kept[struct{}, map[[2]string]warehouse.Snapshot]
	breaks    kept[struct{}, *warehouse.Breaks]
	shortages kept[struct{}, []warehouse.Shortage]
	backtests kept[struct{}, []warehouse.Backtest]
	origins   kept[string, *pulled]           // by the text of the selection
	inputs    kept[struct{}, map[string]Text] // of methods
	diagnosis results
}

// placed are rows with the place in the list of those on each shelf.
type placed struct {
	rows []warehouse.Observation
	on   map[shelf][]int
}

// shelf is what selections pick by first.
type shelf struct {
	territory            series.Code
	industry, occupation string // code lists
}

// each goes through the rows that a selection holds, in the order of the list.
func (p *placed) each(sel warehouse.Selection) iter.Seq[*warehouse.Observation] {
	return func(yield func(*warehouse.Observation) bool) {
		for _, i := range p.at(sel) {
			if !yield(&p.rows[i]) {
				return
			}
		}
	}
}

// pick gives the rows that a selection holds, in the order of the list. They are large:
// those that lie side by side are not copied, and none is to be changed.
func (p *placed) pick(sel warehouse.Selection) []warehouse.Observation {
	at := p.at(sel)
	if n := len(at); n > 0 && at[n-1]-at[0] == n-1 {
		return p.rows[at[0] : at[n-1]+1 : at[n-1]+1]
	}
	out := make([]warehouse.Observation, len(at))
	for k, i := range at {
		out[k] = p.rows[i]
	}
	return out
}

// at are the places of the rows that a selection holds, in order.
func (p *placed) at(sel warehouse.Selection) []int {
	isOf := func(wanted, list string) bool {
		return wanted == "" || wanted == list || wanted == warehouse.ListNone && list == ""
	}
	var at []int
	for s, places := range p.on { // their order is mended below
		if (len(sel.Territories) == 0 || slices.Contains(sel.Territories, s.territory)) && isOf(sel.IndustryList, s.industry) && isOf(sel.OccupationList, s.occupation) {
			at = append(at, places...)
		}
	}
	at = slices.DeleteFunc(at, func(i int) bool { return !sel.Holds(&p.rows[i]) })
	slices.Sort(at)
	return at
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

// observations of a selection: taken out of a wide one that holds it, through those of
// all territories where they are asked for, or read as they are.
func (s *Source) observations(ctx context.Context, sel warehouse.Selection) ([]warehouse.Observation, error) {
	all, there, err := s.placed(ctx, sel)
	if err != nil {
		return nil, err
	}
	if !there {
		return s.DB.Observations(ctx, sel)
	}
	return all.pick(sel), nil
}

// placed is the reading that holds a selection; false: it must be read as it is.
func (s *Source) placed(ctx context.Context, sel warehouse.Selection) (*placed, bool, error) {
	m := s.shared()
	wide, there := sel, false
	for _, w := range s.wideSelections() {
		if sel.IsWithin(w) {
			wide, there = w, true
			break
		}
	}
	if !there && s.isOwn(sel) && m.holds(sel.Territories) {
		wide.Territories, there = m.Territories, true
	}
	if !there {
		return nil, false, nil
	}
	all, err := m.read(ctx, s.DB, wide)
	return all, true, err
}

// wideSelections hold most of what chapters ask for, each in a reading of its own:
// reading a warehouse costs by the question, and questions overlap.
func (s *Source) wideSelections() []warehouse.Selection {
	if s.wide != nil {
		return s.wide
	}
	places := append(s.Codes.RegionsBeside(italy), italy, s.Territory)
	places = append(places, s.shared().Territories...)
	places = append(places, s.macroAreas(places)...)
	slices.SortFunc(places, series.Code.Compare)
	places = slices.Compact(places)
	var published []string
	for _, t := range s.Catalog.Tables {
		if strings.HasPrefix(t.ID, publishedPrefix) {
			published = append(published, t.ID)
		}
	}
	provinces := s.codesOf("nuts2021", "nuts2021_provinces")
	s.wide = []warehouse.Selection{
		s.recentExcelsior(slices.Concat(places, provinces), "", "", entries, hardShare, immigrants, notPrepared, noCandidates),
		{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter, Territories: places, AsOf: s.AsOf},
		{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Quarter, Territories: places, AsOf: s.AsOf},
		{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Year, Territories: provinces, AsOf: s.AsOf},
		{Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_pct", "job_vacancy_rate_sa_pct"}, Freq: series.Quarter, Territories: []series.Code{italy}, AsOf: s.AsOf},
		{Tables: published, AsOf: s.AsOf},
	}
	return s.wide
}

// macroAreas are the groups of regions that places belong to: reports set them beside.
func (s *Source) macroAreas(places []series.Code) []series.Code {
	var out []series.Code
	for _, p := range places {
		if item, ok := s.Codes.Find(p); ok && item.Parent != "" && item.Parent != italy.Value {
			out = append(out, series.Code{List: p.List, Value: item.Parent})
		}
	}
	return out
}

// read is a selection as it is, read once; the rows are not to be changed.
func (m *Shared) read(ctx context.Context, db *warehouse.DB, sel warehouse.Selection) (*placed, error) {
	return m.known.get(sel.SQL(), func() (*placed, error) {
		rows, err := db.Observations(ctx, sel)
		if err != nil {
			return nil, err
		}
		p := &placed{rows: rows, on: map[shelf][]int{}}
		for i := range rows {
			k := &rows[i].Key
			on := shelf{k.Territory, k.Industry.List, k.Occupation.List}
			p.on[on] = append(p.on[on], i)
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

// pastOf are the forecasts of earlier origins of one series, in order of origin and
// horizon; those of a measure are read once.
func (s *Source) pastOf(ctx context.Context, k series.Key) ([]warehouse.PastForecast, error) {
	all, err := s.shared().pasts.get(k.Measure, func() (map[series.Key][]warehouse.PastForecast, error) {
		rows, err := s.DB.PastForecasts(ctx, k.Measure)
		if err != nil {
			return nil, err
		}
		out := map[series.Key][]warehouse.PastForecast{}
		for _, p := range rows {
			out[p.Key] = append(out[p.Key], p)
		}
		return out, nil
	})
	return all[k], err
}

// allShortages are the results of the rule for priority sectors.
func (s *Source) allShortages(ctx context.Context) ([]warehouse.Shortage, error) {
	return s.shared().shortages.get(struct{}{}, func() ([]warehouse.Shortage, error) { return s.DB.Shortages(ctx) })
}

// allBacktests are the scores of all backtests.
func (s *Source) allBacktests(ctx context.Context) ([]warehouse.Backtest, error) {
	return s.shared().backtests.get(struct{}{}, func() ([]warehouse.Backtest, error) { return s.DB.Backtests(ctx) })
}
