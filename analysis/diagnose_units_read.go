package analysis

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/area"
	"fabbisogno/analysis/diagnosis"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// The measures of Excelsior's monthly table that panels are built from.
const (
	entriesMeasure      = "planned_entries_persons"
	hardToFillMeasure   = diagnosis.HardToFill
	noCandidatesMeasure = diagnosis.NoCandidates
	notPreparedMeasure  = diagnosis.NotPrepared
)

// The measures of Eurostat's tables by occupation.
const (
	unemployedMeasure = "unemployed_thousand"
	employeesMeasure  = "employees_thousand"
	temporaryMeasure  = "temporary_employees_thousand"
	eurostatISCO      = "eurostat_isco08"
)

// window is a year of months with the name under which it is saved.
type window struct {
	label string
	end   series.Period // last month
	last  bool          // the newest window
}

// start is the first month.
func (w window) start() series.Period { return w.end.Add(-11) }

// before is the window a year earlier.
func (w window) before() window { return window{end: w.end.Add(-12)} }

// windows are the calendar years from first to last, and the twelve months to
// last where those are not a calendar year.
func windows(first, last series.Period) []window {
	var out []window
	for year := first.Year(); year <= last.Year(); year++ {
		end, err := series.NewPeriod(series.Month, year, 12)
		if err == nil && end.Compare(last) <= 0 && end.Add(-11).Compare(first) >= 0 {
			out = append(out, window{label: end.String()[:4], end: end})
		}
	}
	if n := len(out); n == 0 || out[n-1].end != last {
		if last.Add(-11).Compare(first) >= 0 {
			out = append(out, window{label: span(last, 12), end: last})
		}
	}
	if len(out) > 0 {
		out[len(out)-1].last = true
	}
	return out
}

// unitKey names a series of the diagnosis: a measure of a unit in a territory.
type unitKey struct{ measure, territory, list, code string }

// unitBook holds the series the panels are built from.
type unitBook struct {
	series map[unitKey]series.Series
	items  *codes.Set
	unions []codes.Union
	first  series.Period // of the monthly entries
	last   series.Period
}

// Territories of the diagnosis are Italy and its NUTS 2 regions.
func isDiagnosed(territory string) bool {
	return territory == "IT" || len(territory) == 4 && strings.HasPrefix(territory, "IT")
}

// readUnits reads the series of all panels as of the day of the options.
func readUnits(ctx context.Context, db *warehouse.DB, o Options) (*unitBook, error) {
	set, err := codes.Load()
	if err != nil {
		return nil, err
	}
	b := &unitBook{series: map[unitKey]series.Series{}, items: set, unions: set.Unions()}
	for _, s := range []warehouse.Selection{
		{Tables: []string{"excelsior_monthly"}, Freq: series.Month,
			Measures: []string{entriesMeasure, hardToFillMeasure, noCandidatesMeasure, notPreparedMeasure}},
		{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter},
		{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Quarter},
		{Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_pct"}, Freq: series.Quarter},
		{Tables: []string{"eurostat_unemployed_by_occupation"}, Measures: []string{unemployedMeasure}, Freq: series.Year},
		{Tables: []string{"eurostat_employees_by_occupation"}, Measures: []string{employeesMeasure}, Freq: series.Year},
		{Tables: []string{"eurostat_temporary_by_occupation"}, Measures: []string{temporaryMeasure}, Freq: series.Year},
	} {
		s.AsOf = o.AsOf
		panel, err := db.Panel(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, one := range panel {
			b.add(one)
		}
		for _, u := range b.unions {
			for _, one := range area.Join(panel, u) {
				b.add(one.Series)
			}
		}
	}
	return b, nil
}

// unionOf is the union of a territory; false for one that is none.
func (b *unitBook) unionOf(territory string) (codes.Union, bool) {
	for _, u := range b.unions {
		if u.Whole.Value == territory {
			return u, true
		}
	}
	return codes.Union{}, false
}

// add keeps the headline series of a unit: both sexes, all ages and citizens, all
// firms, and one dimension at a time.
func (b *unitBook) add(s series.Series) {
	k := s.Key
	u, isUnion := b.unionOf(k.Territory.Value)
	isPlace := k.Territory.List == "nuts2021" && isDiagnosed(k.Territory.Value) || isUnion && k.Territory == u.Whole
	isHeadline := isPlace && isTotal(k.Sex) && isTotal(k.Citizenship.Value) &&
		(k.Age == "" || k.Age == "Y15-89" || k.Age == "Y15-74") && (k.Other == "" || k.Other == "EMPLOYESS_CLASS=W_GE1")
	industry, occupation := k.Industry, k.Occupation
	if isWhole(industry) {
		industry = series.Code{}
	}
	if isWhole(occupation) {
		occupation = series.Code{}
	}
	if !isHeadline || !industry.IsZero() && !occupation.IsZero() || len(s.Values) == 0 {
		return
	}
	unit := industry
	if unit.IsZero() {
		unit = occupation
	}
	if _, taken := b.series[unitKey{k.Measure, k.Territory.Value, unit.List, unit.Value}]; taken {
		return // the total stands in several tables; the first, without any list, counts
	}
	b.series[unitKey{k.Measure, k.Territory.Value, unit.List, unit.Value}] = s
	if k.Measure != entriesMeasure {
		return
	}
	if b.first.IsZero() || s.Start.Compare(b.first) < 0 {
		b.first = s.Start
	}
	if b.last.IsZero() || s.End().Compare(b.last) > 0 {
		b.last = s.End()
	}
}

// isWhole says whether a code is the total of its list.
func isWhole(c series.Code) bool {
	switch c.List {
	case "ateco2007":
		return c.Value == "0010"
	case "istat_occupation_2011":
		return c.Value == "99"
	}
	return c.Value == "" || c.Value == "TOTAL"
}

// units are the codes of a list at a level that have planned entries in a territory.
func (b *unitBook) units(territory, list, level string) []string {
	var out []string
	l, _ := b.items.List(list)
	for _, it := range l.Items {
		if _, ok := b.series[unitKey{entriesMeasure, territory, list, it.Code}]; ok && it.Level == level {
			out = append(out, it.Code)
		}
	}
	slices.Sort(out)
	return out
}

// territories with planned entries: Italy first, then the regions, which do not
// overlap; unions stand beside them.
func (b *unitBook) territories() []string {
	var out []string
	for k := range b.series {
		if _, isUnion := b.unionOf(k.territory); k.measure == entriesMeasure && k.list == "" && !isUnion {
			out = append(out, k.territory)
		}
	}
	slices.Sort(out)
	return out
}

// year is a year of a unit: entries and, of those, the shares over the months in
// which they are published.
type year struct {
	observed  bool    // the series covers the window
	entries   float64 // NaN: a month is suppressed
	hidden    bool    // a share is known for too few months
	pct       map[string]float64
	broken    bool // another universe than a year before, or than itself
	synthetic bool
}

// year of a unit. A share of the year is the mean of the months weighted by
// their entries; with fewer months than least it counts as suppressed.
func (b *unitBook) year(territory, list, code string, w window, least float64) year {
	out := year{entries: math.NaN(), pct: map[string]float64{}}
	entries, ok := b.series[unitKey{entriesMeasure, territory, list, code}]
	if !ok || entries.Start.Compare(w.start()) > 0 || entries.End().Compare(w.end) < 0 {
		return out
	}
	out.observed, out.synthetic, out.entries = true, entries.Synthetic, 0
	for i := range 12 {
		out.entries += entries.At(w.start().Add(i))
	}
	for _, break_ := range entries.Breaks {
		out.broken = out.broken || break_.From.Compare(w.before().start()) > 0 && break_.From.Compare(w.end) <= 0
	}
	for _, measure := range []string{hardToFillMeasure, noCandidatesMeasure, notPreparedMeasure} {
		shares, ok := b.series[unitKey{measure, territory, list, code}]
		if !ok {
			continue
		}
		events, cases, months := 0.0, 0.0, 0.0
		for i := range 12 {
			e, v := entries.At(w.start().Add(i)), shares.At(w.start().Add(i))
			if math.IsNaN(e) || math.IsNaN(v) {
				continue
			}
			events, cases, months = events+e*v/100, cases+e, months+1
		}
		out.synthetic = out.synthetic || shares.Synthetic
		if months < least || cases == 0 {
			out.hidden = out.hidden || measure == hardToFillMeasure
			continue
		}
		out.pct[measure] = 100 * events / cases
	}
	return out
}

// quarterly is the mean of the four quarters up to the window's end, or up to
// the newest one when that is at most two quarters earlier: labour statistics come
// later than Excelsior. NaN unless all four are there.
func (b *unitBook) quarterly(k unitKey, w window) (mean float64, synthetic bool) {
	s, ok := b.series[k]
	if !ok {
		return math.NaN(), false
	}
	end := lastQuarter(s, w)
	if end.IsZero() {
		return math.NaN(), false
	}
	return meanOfYear(s, end), s.Synthetic
}

// meanOfYear is the mean of the four quarters up to the last.
func meanOfYear(s series.Series, last series.Period) (mean float64) {
	for i := range 4 {
		mean += s.At(last.Add(-i)) / 4
	}
	return mean
}

// lastQuarter is the last of the four quarters that stand for a window; zero where
// the window has none.
func lastQuarter(s series.Series, w window) series.Period {
	end, err := series.Containing(series.Quarter, w.end.Last())
	if err != nil {
		return series.Period{}
	}
	if w.end.Sub()%3 != 0 {
		end = end.Add(-1) // the quarter is not over
	}
	if s.End().Compare(end) < 0 && end.Since(s.End()) <= 2 && w.last {
		end = s.End()
	}
	return end
}

// survey is a measure of Eurostat's yearly tables in the occupations that are a
// major group of CP2021 together, so many years back from that of surveyYear. NaN
// where one is not there.
func (b *unitBook) survey(measure string, isco []string, w window, back int) (sum float64) {
	year := b.surveyYear(measure, w)
	if len(isco) == 0 || year.IsZero() {
		return math.NaN()
	}
	for _, code := range isco {
		s, ok := b.series[unitKey{measure, "IT", eurostatISCO, code}]
		if !ok {
			return math.NaN()
		}
		sum += s.At(year.Add(-back))
	}
	return sum
}

// surveyYear is the year of a window in Eurostat's yearly tables; of the newest window
// it may be the year before, as those tables come late. Zero: there is none.
func (b *unitBook) surveyYear(measure string, w window) series.Period {
	year, err := series.NewPeriod(series.Year, w.end.Year(), 1)
	total, ok := b.series[unitKey{measure, "IT", "", ""}]
	if err != nil || !ok {
		return series.Period{}
	}
	if w.last && total.End().Compare(year) < 0 {
		year = year.Add(-1)
	}
	if total.End().Compare(year) < 0 {
		return series.Period{}
	}
	return year
}
