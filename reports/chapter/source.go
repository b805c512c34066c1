package chapter

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// Source is what chapters read from: one edition's territory, one day, one warehouse.
type Source struct {
	DB        *warehouse.DB
	Catalog   *catalog.Catalog
	Codes     *codes.Set
	AsOf      time.Time
	Territory series.Code // of nuts2021, or of the list that has a region it knows in parts
	Report    string      // run id of the report
	Shared    *Shared     // what the sources of several editions read; nil: this one keeps its own
	Borders   *Borders    // outlines of the regions, nil: maps are of tiles

	breaks *warehouse.Breaks
	wide   []warehouse.Selection // see wideSelections

	tests          *pulled // what the backtests of these measures rest on
	testedMeasures []string
}

// The country, and the total of the Excelsior sectors.
var (
	italy       = series.Code{List: "nuts2021", Value: "IT"}
	sectorTotal = series.Code{List: "excelsior_sector", Value: "TOTAL"}
	employedAll = series.Code{List: "ateco2007", Value: "0010"}
)

// IsNational says whether the edition is that of the country.
func (s *Source) IsNational() bool { return s.Territory == italy }

// place is the name of a territory.
func (s *Source) place(c series.Code) Text {
	return Text{IT: s.Codes.Label(c, "it"), EN: s.Codes.Label(c, "en")}
}

// label is the name of any code.
func (s *Source) label(c series.Code) Text { return s.place(c) }

// pulled is what a figure took from the warehouse, and the trail of it.
type pulled struct {
	panel     series.Panel
	obs       []warehouse.Observation
	queries   []string
	lineage   []warehouse.Lineage
	released  map[string]time.Time // newest release by table
	printed   map[string][]figure.Printed
	synthetic bool
	ahead     []ahead         // the forecasts that units were given
	also      []figure.Method // methods beside that of the lineage
	joined    *codes.Union    // the region whose values were put together from those of its parts; nil: none was
}

// pull reads observations.
func (s *Source) pull(ctx context.Context, sel warehouse.Selection) (*pulled, error) {
	sel.AsOf = s.AsOf
	if u, ok := s.unionIn(sel); ok {
		return s.pullUnion(ctx, sel, u)
	}
	// What does not depend on the edition, the next one will ask as it is.
	if s.isOwn(sel) {
		return s.gather(ctx, sel)
	}
	p, err := s.shared().pulls.get(sel.SQL(), func() (*pulled, error) { return s.gather(ctx, sel) })
	if err != nil {
		return nil, err
	}
	return p.clone(), nil
}

// gather reads observations with what they rest on.
func (s *Source) gather(ctx context.Context, sel warehouse.Selection) (*pulled, error) {
	p, err := s.rows(ctx, sel)
	if err != nil {
		return nil, err
	}
	breaks, err := s.declaredBreaks(ctx)
	if err != nil {
		return nil, err
	}
	p.panel, err = warehouse.PanelOf(p.obs, breaks)
	return p, err
}

// rows reads observations with what they rest on, for whoever wants no series of them.
func (s *Source) rows(ctx context.Context, sel warehouse.Selection) (*pulled, error) {
	sel.AsOf = s.AsOf
	if u, ok := s.unionIn(sel); ok {
		return s.pullUnion(ctx, sel, u)
	}
	obs, err := s.observations(ctx, sel)
	if err != nil {
		return nil, err
	}
	return trailed(sel, obs), nil
}

// basisOf is what the observations of a selection rest on, for whoever reads none of them.
func (s *Source) basisOf(ctx context.Context, sel warehouse.Selection) (*pulled, error) {
	sel.AsOf = s.AsOf
	if _, isUnion := s.unionIn(sel); isUnion {
		return s.rows(ctx, sel)
	}
	all, there, err := s.placed(ctx, sel)
	if err != nil {
		return nil, err
	}
	if !there {
		return s.rows(ctx, sel)
	}
	return restingOn(sel, originsOf(all.each(sel))), nil
}

// trailed are the observations of a selection with what they rest on.
func trailed(sel warehouse.Selection, obs []warehouse.Observation) *pulled {
	p := restingOn(sel, originsOf(func(yield func(*warehouse.Observation) bool) {
		for i := range obs {
			if !yield(&obs[i]) {
				return
			}
		}
	}))
	p.obs = obs
	return p
}

// originsOf counts observations by where they come from, in the order of the first of each.
func originsOf(obs iter.Seq[*warehouse.Observation]) []warehouse.Origin {
	at := map[warehouse.Origin]int{} // by everything but the count
	var from []warehouse.Origin
	n, last := 0, warehouse.Origin{}
	for o := range obs {
		k := warehouse.Origin{Table: o.Table, SHA256: o.SHA256, Note: o.Note, IsSynthetic: o.IsSynthetic, Released: o.Released}
		if len(from) == 0 || k != last { // mostly it is that of the row before
			var there bool
			if n, there = at[k]; !there {
				n = len(from)
				at[k], from = n, append(from, k)
			}
			last = k
		}
		from[n].Rows++
	}
	return from
}

// restingOn is the trail of what a selection gives.
func restingOn(sel warehouse.Selection, from []warehouse.Origin) *pulled {
	p := &pulled{queries: []string{sel.SQL()}, released: map[string]time.Time{}}
	counts := map[[2]string]int64{}
	for _, o := range from {
		counts[[2]string{o.Table, o.SHA256}] += o.Rows
		p.synthetic = p.synthetic || o.IsSynthetic
		if o.Released.After(p.released[o.Table]) {
			p.released[o.Table] = o.Released
		}
	}
	for k, n := range counts {
		p.lineage = append(p.lineage, warehouse.Lineage{Table: k[0], SHA256: k[1], Rows: n})
	}
	sortLineage(p.lineage)
	p.cite(from)
	return p
}

// origins are what observations rest on, counted by the warehouse: for values of many
// years that nobody reads.
func (s *Source) origins(ctx context.Context, sel warehouse.Selection) (*pulled, error) {
	sel.AsOf = s.AsOf
	p, err := s.shared().origins.get(sel.SQL(), func() (*pulled, error) {
		all, err := s.DB.Origins(ctx, sel)
		if err != nil {
			return nil, err
		}
		return restingOn(sel, all), nil
	})
	if err != nil {
		return nil, err
	}
	return p.clone(), nil
}

// isOwn says whether a selection is that of a regional edition: its territory, perhaps with the country.
func (s *Source) isOwn(sel warehouse.Selection) bool {
	return !s.IsNational() && len(sel.Territories) <= 2 && slices.Contains(sel.Territories, s.Territory)
}

// clone is p with a trail of its own; values are shared and not to be changed.
func (p *pulled) clone() *pulled {
	c := *p
	c.queries, c.lineage, c.released = slices.Clone(p.queries), slices.Clone(p.lineage), maps.Clone(p.released)
	c.printed = make(map[string][]figure.Printed, len(p.printed))
	for table, printed := range p.printed {
		c.printed[table] = slices.Clone(printed)
	}
	return &c
}

// cite gathers the publications that observations of these tables and notes were read
// from, in the place of those gathered before.
func (p *pulled) cite(from []warehouse.Origin) {
	p.printed = map[string][]figure.Printed{}
	for _, o := range from {
		if c, ok := citedIn(o.Note); ok && !slices.Contains(p.printed[o.Table], c) {
			p.printed[o.Table] = append(p.printed[o.Table], c)
		}
	}
	for _, all := range p.printed {
		slices.SortFunc(all, func(a, b figure.Printed) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.URL, b.URL))
		})
	}
}

// citedIn is the publication that the note of a published figure names:
// "... | source: NAME | ... | page: URL", several pages separated by blanks.
func citedIn(note string) (c figure.Printed, ok bool) {
	for _, part := range strings.Split(note, " | ") {
		if name, found := strings.CutPrefix(part, "source: "); found {
			c.Name = name
		}
		if pages, found := strings.CutPrefix(part, "page: "); found {
			c.URL, _, _ = strings.Cut(pages, " ")
		}
	}
	return c, c.Name != ""
}

// by says that a method worked on the inputs pulled so far.
func (p *pulled) by(method string, version int, runID string) *pulled {
	for i := range p.lineage {
		p.lineage[i].Method, p.lineage[i].MethodVersion, p.lineage[i].MethodRunID = method, version, runID
	}
	return p
}

func sortLineage(all []warehouse.Lineage) {
	slices.SortFunc(all, func(a, b warehouse.Lineage) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.SHA256, b.SHA256), strings.Compare(a.Method, b.Method))
	})
}

// find is the series of a key, empty when it is not there.
func (p *pulled) find(match func(series.Key) bool) (series.Series, bool) {
	for _, s := range p.panel {
		if match(s.Key) {
			return s, true
		}
	}
	return series.Series{}, false
}

// forecastsOf are the forecasts of one series, by horizon.
func (s *Source) forecastsOf(ctx context.Context, k series.Key) ([]warehouse.Forecast, error) {
	m, err := s.shared().forecastsBy(ctx, s.DB, k.Measure)
	return slices.Clone(m.byKey[k]), err
}

// forecastsBy are all forecasts of a measure, read once.
func (s *Source) forecastsBy(ctx context.Context, measure string) ([]warehouse.Forecast, error) {
	m, err := s.shared().forecastsBy(ctx, s.DB, measure)
	return m.all, err
}

// snapshots are the files that count as of the day, by table and checksum.
func (s *Source) snapshots(ctx context.Context) (map[[2]string]warehouse.Snapshot, error) {
	return s.shared().files.get(struct{}{}, func() (map[[2]string]warehouse.Snapshot, error) {
		all, err := s.DB.LedgerAsOf(ctx, s.AsOf)
		if err != nil {
			return nil, err
		}
		files := map[[2]string]warehouse.Snapshot{}
		for _, l := range all {
			files[[2]string{l.Snapshot.Table, l.Snapshot.SHA256}] = l.Snapshot
		}
		return files, nil
	})
}

// run is the latest run of an analysis step.
func (s *Source) run(ctx context.Context, step string) (warehouse.Run, error) {
	return s.shared().runs.get(step, func() (warehouse.Run, error) {
		r, ok, err := s.DB.LatestRun(ctx, step)
		if err == nil && !ok {
			err = fmt.Errorf("read run of step %s: there is none yet", step)
		}
		return r, err
	})
}

// finish puts the trail into a figure: query, lineage, sources, mark.
func (s *Source) finish(f figure.Figure, p *pulled, elaborated bool) figure.Figure {
	f.Query = strings.Join(p.queries, ";\n\n")
	f.Lineage, f.Methods = p.lineage, slices.Concat(f.Methods, p.also)
	// What a gap in the data leaves unknown is not told; words that would tell it have their own say.
	f.Told = slices.DeleteFunc(f.Told, func(t figure.Told) bool { return math.IsNaN(t.Value) })
	f.RunID = s.Report
	f.IsSynthetic = f.IsSynthetic || p.synthetic
	if p.joined != nil && len(f.Notes) < figure.MaxNotes {
		f.Notes = append(slices.Clone(f.Notes), s.noteJoined(*p.joined))
	}
	seen := map[string]bool{}
	for _, l := range p.lineage {
		if seen[l.Table] {
			continue
		}
		seen[l.Table] = true
		src := figure.Source{Table: l.Table, Released: p.released[l.Table], Elaborated: elaborated, Printed: p.printed[l.Table]}
		if t, ok := s.Catalog.Table(l.Table); ok {
			src.Title, src.Licence, src.URL = t.Title, t.Licence, t.Page
			if provider, ok := s.Catalog.Provider(t.Provider); ok {
				src.Producer = provider.Name.IT
			}
		}
		f.Sources = append(f.Sources, src)
	}
	return f
}
