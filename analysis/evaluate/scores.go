package evaluate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"fabbisogno/datasets/longtable"
)

// Cut says by what, beside the model, scores are told apart.
type Cut struct{ Horizon, Group bool }

// cell is what scores are gathered for. Panel is empty for all panels together,
// horizon 0 for all horizons.
type cell struct {
	panel, group string
	horizon      int
	method       int
}

// ScoreTable gathers the scores of series. Means are over series, each with equal
// weight, of its mean over the horizon, as in the M competitions; over several
// origins, over series and origins. Series must come in one order.
type ScoreTable struct {
	methods []string
	levels  []float64
	by      Cut
	cells   map[cell]*sums
}

// NewScoreTable is an empty table for methods and levels in per cent.
func NewScoreTable(methods []string, levels []float64, by Cut) *ScoreTable {
	return &ScoreTable{methods: slices.Clone(methods), levels: slices.Clone(levels), by: by, cells: map[cell]*sums{}}
}

// average is a mean over what is known.
type average struct{ sum, n float64 }

func (a *average) add(v float64) {
	if !math.IsNaN(v) {
		a.sum += v
		a.n++
	}
}

func (a average) mean() float64 { return ratio(a.sum, a.n) }

// sums of one cell.
type sums struct {
	series, points, fallback          int64
	smape, mase, rmsse, pinball, crps average
	msis, coverage                    []average
	against                           paired // MASE less that of seasonal naive, series by series
}

func (t *ScoreTable) at(c cell) *sums {
	s, ok := t.cells[c]
	if !ok {
		s = &sums{msis: make([]average, len(t.levels)), coverage: make([]average, len(t.levels))}
		t.cells[c] = s
	}
	return s
}

// add takes the scores of one series: methods in their order, origin after origin.
func (t *ScoreTable) add(panel string, methods int, all []seriesScore) {
	yardstick := slices.Index(t.methods, ReferenceSeasonal)
	for from := 0; from < len(all); from += methods {
		here := all[from : from+methods]
		for _, s := range here {
			var base *seriesScore
			if yardstick >= 0 {
				base = &here[yardstick]
			}
			for _, c := range t.cellsOf(panel, s) {
				if !math.IsNaN(over(s.smape, c.horizon)) { // something came
					t.at(c).take(s, base, c.horizon)
				}
			}
		}
	}
}

// Add holds the paths of one series, a path a method of the table in their order,
// against what came: Values is what the methods saw, Test what came. It is for
// forecasts that were not made by PanelEvaluation.
func (t *ScoreTable) Add(panel string, season int, s longtable.Series, paths []longtable.Path) {
	if len(paths) != len(t.methods) {
		panic(fmt.Sprintf("evaluate: %d paths for %d methods", len(paths), len(t.methods)))
	}
	if allMissing(s.Test) {
		return
	}
	scale := scalesOf(s.Values, season)
	var all []seriesScore
	for m, p := range paths {
		all = append(all, scorePath(t.levels, s.Group, m, p, false, s.Test, scale))
	}
	t.add(panel, len(t.methods), all)
}

func (t *ScoreTable) cellsOf(panel string, s seriesScore) []cell {
	panels := []string{""}
	if panel != "" {
		panels = append(panels, panel)
	}
	var out []cell
	for _, p := range panels {
		out = append(out, cell{panel: p, method: s.method})
		if t.by.Group {
			out = append(out, cell{panel: p, method: s.method, group: s.group})
		}
		if !t.by.Horizon {
			continue
		}
		for k := range s.smape {
			out = append(out, cell{panel: p, method: s.method, horizon: k + 1})
			if t.by.Group {
				out = append(out, cell{panel: p, method: s.method, group: s.group, horizon: k + 1})
			}
		}
	}
	return out
}

// over is the mean of a row over its known values, or its value at a horizon.
func over(row []float64, horizon int) float64 {
	if horizon > 0 {
		return row[horizon-1]
	}
	var a average
	for _, v := range row {
		a.add(v)
	}
	return a.mean()
}

func (s *sums) take(x seriesScore, base *seriesScore, horizon int) {
	s.series++
	for k, v := range x.smape {
		if !math.IsNaN(v) && (horizon == 0 || horizon == k+1) {
			s.points++
		}
	}
	if x.fallback {
		s.fallback++
	}
	mase := over(x.scaled, horizon)
	s.smape.add(over(x.smape, horizon))
	s.mase.add(mase)
	s.rmsse.add(math.Sqrt(over(x.square, horizon)))
	s.pinball.add(over(x.pinball, horizon))
	s.crps.add(over(x.crps, horizon))
	for l := range s.msis {
		s.msis[l].add(over(x.msis[l], horizon))
		s.coverage[l].add(over(x.inside[l], horizon))
	}
	if base != nil {
		s.against.add(mase - over(base.scaled, horizon))
	}
}

// Score is a line of the table.
type Score struct {
	Model   string `json:"model"`
	Panel   string `json:"panel,omitempty"`
	Group   string `json:"group,omitempty"`
	Horizon int    `json:"horizon,omitempty"` // 0: all
	// Series counts series, at several origins once an origin; Points the forecasts
	// compared; Unscaled the series whose history does not move, so that MASE and what
	// is scaled alike leaves them out; Fallback those that another model answered.
	Series   int64 `json:"series"`
	Points   int64 `json:"points"`
	Unscaled int64 `json:"unscaled"`
	Fallback int64 `json:"fallback"`

	SMAPE   Number `json:"smape"`
	MASE    Number `json:"mase"`
	RMSSE   Number `json:"rmsse"`
	OWA     Number `json:"owa"`     // against Naive2 in the same cell
	Skill   Number `json:"skill"`   // 1 - MASE / MASE of seasonal naive; negative: worse
	DM      Number `json:"dm"`      // Diebold-Mariano statistic of MASE against seasonal naive over series and origins; negative: better
	P       Number `json:"dm_p"`    // its two-sided probability
	Pinball Number `json:"pinball"` // mean over the quantiles of the intervals and the mean as median, scaled as MASE
	CRPS    Number `json:"crps"`    // CRPSQuantiles, scaled as MASE

	Intervals []IntervalRecord `json:"intervals"`
}

// IntervalRecord is what the intervals of a level promised and kept.
type IntervalRecord struct {
	Level    float64 `json:"level"` // in per cent
	Coverage Number  `json:"coverage"`
	MSIS     Number  `json:"msis"`
}

// Base is the reference of OWA where it is not Naive2 as computed here: the figures
// that a competition published.
type Base struct{ SMAPE, MASE float64 }

// Scores are the lines of the table: all panels together first, then panel by
// panel; methods in their order, groups by name, horizons rising. The base of OWA
// is Naive2 in the same cell; base, where it is not zero, takes its place in the
// lines over everything, which is what a competition publishes.
func (t *ScoreTable) Scores(base Base) []Score {
	keys := make([]cell, 0, len(t.cells))
	for c := range t.cells {
		keys = append(keys, c)
	}
	slices.SortFunc(keys, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.panel, b.panel), cmp.Compare(a.group, b.group), cmp.Compare(a.horizon, b.horizon), cmp.Compare(a.method, b.method))
	})
	several := false // panels: the table over all of them differs from theirs
	first := ""
	for _, c := range keys {
		if c.panel != "" && first == "" {
			first = c.panel
		}
		several = several || c.panel != "" && c.panel != first
	}
	naive2, seasonal := slices.Index(t.methods, ReferenceNaive2), slices.Index(t.methods, ReferenceSeasonal)
	var out []Score
	for _, c := range keys {
		if c.panel != "" && !several {
			continue
		}
		s := t.cells[c]
		line := Score{Model: t.methods[c.method], Panel: c.panel, Group: c.group, Horizon: c.horizon,
			Series: s.series, Points: s.points, Unscaled: s.series - int64(s.mase.n), Fallback: s.fallback,
			SMAPE: Number(s.smape.mean()), MASE: Number(s.mase.mean()), RMSSE: Number(s.rmsse.mean()),
			Pinball: Number(s.pinball.mean()), CRPS: Number(s.crps.mean()), OWA: missing, Skill: missing, DM: missing, P: missing}
		to := base
		if to == (Base{}) || c.panel != "" || c.group != "" || c.horizon > 0 {
			to = Base{}
			if ref, ok := t.cells[c.of(naive2)]; ok {
				to = Base{ref.smape.mean(), ref.mase.mean()}
			}
		}
		if to != (Base{}) {
			line.OWA = Number(OWA(s.smape.mean(), s.mase.mean(), to.SMAPE, to.MASE))
		}
		if ref, ok := t.cells[c.of(seasonal)]; ok {
			line.Skill = Number(Skill(s.mase.mean(), ref.mase.mean()))
		}
		if c.method != seasonal {
			dm := s.against.compare()
			line.DM, line.P = Number(dm.Statistic), Number(dm.P)
		}
		for l, level := range t.levels {
			line.Intervals = append(line.Intervals, IntervalRecord{level, Number(s.coverage[l].mean()), Number(s.msis[l].mean())})
		}
		out = append(out, line)
	}
	return out
}

func (c cell) of(method int) cell {
	c.method = method
	return c
}

// Number is a number whose missing value is null in JSON.
type Number float64

var missing = Number(math.NaN())

// MarshalJSON writes null for a missing number.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}
