package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"fabbisogno/analysis/revision"
	"fabbisogno/datasets/warehouse"
)

// revisionReport is what is known of the revisions of a series. Missing numbers are null.
type revisionReport struct {
	Series     string              `json:"series"`
	Table      string              `json:"table"`
	Unit       string              `json:"unit"`
	Synthetic  bool                `json:"synthetic"`
	Period     []revisionValue     `json:"period,omitempty"`
	Values     []revisionValue     `json:"values"`
	Statistics []revisionStatistic `json:"statistics"`

	triangle revision.Triangle
}

// revisionValue is what one edition said of a period; changes are in the unit
// of the series, from the release before and from the first one held.
type revisionValue struct {
	Period      string   `json:"period"`
	Released    string   `json:"released"`
	Edition     string   `json:"edition"`
	Value       float64  `json:"value"`
	Change      *float64 `json:"change"`
	ChangeFirst *float64 `json:"change_from_first"`
}

// revisionStatistic is one statistic of the revisions at a lag.
type revisionStatistic struct {
	Lag   string   `json:"lag"` // releases after the first, or latest
	N     int      `json:"n"`
	Name  string   `json:"statistic"`
	Unit  string   `json:"unit"`
	Value *float64 `json:"value"`
	Lower *float64 `json:"lower_95"`
	Upper *float64 `json:"upper_95"`
}

func newRevisionReport(s warehouse.RevisedSeries, values []warehouse.Observation, period string) revisionReport {
	r := revisionReport{Series: s.Key.String(), Table: s.Table, Unit: s.Key.Unit, Synthetic: s.IsSynthetic}
	var releases []revision.Release
	for _, o := range values {
		releases = append(releases, revision.Release{Period: o.Period, Start: o.PeriodStart, Released: o.Released, Edition: o.Vintage, Value: o.Value})
	}
	r.triangle = revision.New(releases)
	for _, p := range r.triangle.Periods {
		history := r.triangle.History(p)
		for i, h := range history {
			v := revisionValue{Period: p, Released: h.Released.Format(time.DateOnly), Edition: h.Edition, Value: h.Value}
			if i > 0 {
				v.Change, v.ChangeFirst = present(h.Value-history[i-1].Value), present(h.Value-history[0].Value)
			}
			r.Values = append(r.Values, v)
			if p == period {
				r.Period = append(r.Period, v)
			}
		}
	}
	for _, lag := range revisionLags {
		r.Statistics = append(r.Statistics, statistics(revision.Summarize(lag, r.triangle.Pairs(lag)), r.Unit)...)
	}
	return r
}

// present is nil for what is not known.
func present(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func statistics(s revision.Statistics, unit string) []revisionStatistic {
	lag := strconv.Itoa(s.Lag)
	if s.Lag == revision.Latest {
		lag = "latest"
	}
	none := math.NaN()
	point := func(v float64) revision.Estimate { return revision.Estimate{Value: v, Lower: none, Upper: none} }
	var out []revisionStatistic
	for _, e := range []struct {
		name, unit string
		e          revision.Estimate
	}{
		{"mean_revision", unit, s.Mean}, {"mean_absolute_revision", unit, s.MeanAbsolute}, {"root_mean_square_revision", unit, s.RMSE},
		{"standard_deviation", unit, s.Deviation}, {"relative_mean_absolute", "ratio", s.Relative}, {"share_positive", "ratio", s.Positive},
		{"least", unit, point(s.Least)}, {"most", unit, point(s.Most)}, {"standard_error_of_mean", unit, point(s.StdError)},
		{"t_mean_is_zero", "ratio", point(s.T)}, {"p_mean_is_zero", "ratio", point(s.P)},
		{"theil_bias", "ratio", point(s.UM)}, {"theil_slope", "ratio", point(s.UR)}, {"theil_disturbance", "ratio", point(s.UD)},
	} {
		out = append(out, revisionStatistic{lag, s.N, e.name, e.unit, present(e.e.Value), present(e.e.Lower), present(e.e.Upper)})
	}
	return out
}

// exact writes a number so that it can be read back; empty when it is not known.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

func (r revisionReport) writeCSV(w io.Writer, what string) error {
	out := csv.NewWriter(w)
	var rows [][]string
	if what == "statistics" {
		rows = append(rows, []string{"lag_releases", "n", "statistic", "unit", "value", "lower_95", "upper_95"})
		for _, s := range r.Statistics {
			rows = append(rows, []string{s.Lag, strconv.Itoa(s.N), s.Name, s.Unit, exact(s.Value), exact(s.Lower), exact(s.Upper)})
		}
	} else {
		values := r.Values
		if what == "period" {
			values = r.Period
		}
		rows = append(rows, []string{"period", "released", "edition", "value", "change", "change_from_first"})
		for _, v := range values {
			rows = append(rows, []string{v.Period, v.Released, v.Edition, exact(&v.Value), exact(v.Change), exact(v.ChangeFirst)})
		}
	}
	return out.WriteAll(rows)
}

// short is a number for people: at most four decimals.
func short(v *float64) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(math.Round(*v*1e4)/1e4, 'f', -1, 64)
}

func (r revisionReport) print(w io.Writer, c revisionChoice) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %d editions%s\n", r.Series, r.Table, len(r.triangle.Editions), mark(r.Synthetic))
	if len(r.Period) > 0 {
		fmt.Fprintf(&b, "\n%s in each edition / %s in ogni edizione (%s)\n%-10s  %-10s  %12s %12s %12s\n", c.period, c.period, r.Unit,
			"released", "edition", "value", "change", "from first")
		for _, v := range r.Period {
			fmt.Fprintf(&b, "%-10s  %-10s  %12s %12s %12s\n", v.Released, v.Edition, short(&v.Value), short(v.Change), short(v.ChangeFirst))
		}
	}
	t := r.triangle
	columns, rows := max(0, len(t.Editions)-max(c.editions, 1)), max(0, len(t.Periods)-max(c.last, 1))
	fmt.Fprintf(&b, "\ntriangle, last %d periods and %d editions / triangolo\n%-10s", len(t.Periods)-rows, len(t.Editions)-columns, "period")
	for _, e := range t.Editions[columns:] {
		fmt.Fprintf(&b, " %11s", e.Label)
	}
	for i := rows; i < len(t.Periods); i++ {
		fmt.Fprintf(&b, "\n%-10s", t.Periods[i])
		for _, v := range t.Values[i][columns:] {
			fmt.Fprintf(&b, " %11s", short(present(v)))
		}
	}
	fmt.Fprintf(&b, "\n\nrevisions of first releases, 95%% intervals / revisioni delle prime diffusioni, intervalli al 95%%\n%-9s %4s  %-26s %10s   %s\n",
		"releases", "n", "statistic", "value", "interval")
	for _, s := range r.Statistics {
		if s.N == 0 {
			continue
		}
		interval := ""
		if s.Lower != nil && s.Upper != nil {
			interval = short(s.Lower) + " to " + short(s.Upper)
		}
		fmt.Fprintf(&b, "%-9s %4d  %-26s %10s   %s\n", s.Lag, s.N, s.Name, short(s.Value), interval)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
