package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// cell names one series of the current tables in the terms of the rule.
type cell struct {
	measure   string
	territory string // NUTS code
	industry  string
	foreign   bool // citizenship FRG; otherwise the whole
}

// column is one series with the files it came from.
type column struct {
	values    map[series.Period]float64 // NaN: suppressed; absent: not observed
	last      series.Period
	from      []origin
	synthetic bool
}

// origin is the file of the value of a period.
type origin struct {
	period series.Period
	source shortage.Source
}

// book holds the series of the current tables.
type book struct {
	columns map[cell]*column
	unions  []codes.Union
}

// readBook reads what the current panels need, in the order of the warehouse.
func readBook(ctx context.Context, db *warehouse.DB, o Options) (book, error) {
	set, err := codes.Load()
	if err != nil {
		return book{}, err
	}
	b := book{columns: map[cell]*column{}, unions: set.Unions()}
	periods := map[string]series.Period{} // a few hundred texts, each met a thousand times
	for _, s := range []warehouse.Selection{
		{Tables: []string{"excelsior_monthly"}, Measures: []string{"planned_entries_persons", "hard_to_fill_share_pct"},
			Freq: series.Month, OccupationList: warehouse.ListNone, AsOf: o.AsOf},
		{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter, IndustryList: "ateco2007", AsOf: o.AsOf},
		{Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_pct"}, Freq: series.Quarter, AsOf: o.AsOf},
	} {
		if !o.AsOf.IsZero() {
			s.From = o.AsOf.AddDate(-3, 0, 0) // a year of data, published late at worst
		}
		obs, err := db.Observations(ctx, s)
		if err != nil {
			return book{}, err
		}
		for _, ob := range obs {
			c, ok := b.cellOf(ob.Key)
			if !ok {
				continue
			}
			p, ok := periods[ob.Period]
			if !ok {
				if p, err = series.ParsePeriod(ob.Period); err != nil {
					return book{}, err
				}
				periods[ob.Period] = p
			}
			b.add(c, p, ob)
		}
	}
	for _, u := range b.unions {
		b.join(u)
	}
	return b, nil
}

// cellOf keeps the headline series: both sexes, all ages, all occupations, all
// firms with employees, nothing else held apart.
func (b book) cellOf(k series.Key) (cell, bool) {
	isPlace := k.Territory == b.place(k.Territory.Value)
	isHeadline := isPlace && isTotal(k.Sex) && isTotal(k.Occupation.Value) &&
		(k.Age == "" || k.Age == "Y15-89") && (k.Other == "" || k.Other == "EMPLOYESS_CLASS=W_GE1")
	isKnown := isTotal(k.Citizenship.Value) || k.Citizenship.Value == "FRG"
	industry := k.Industry.Value
	if k.Industry.IsZero() { // tables by region only
		industry = "TOTAL"
	}
	return cell{k.Measure, k.Territory.Value, industry, k.Citizenship.Value == "FRG"}, isHeadline && isKnown
}

func (b book) add(c cell, p series.Period, ob warehouse.Observation) {
	col := b.columns[c]
	if col == nil {
		col = &column{values: map[series.Period]float64{}}
		b.columns[c] = col
	}
	col.values[p] = ob.Value
	if col.last.IsZero() || p.Compare(col.last) > 0 {
		col.last = p
	}
	col.synthetic = col.synthetic || ob.IsSynthetic
	// A term over a year and many sectors rests on hundreds of cells: it names their files.
	col.from = append(col.from, origin{p, shortage.Source{Table: ob.Table, SHA256: ob.SHA256, Period: ob.Period}})
}

// last is the newest period of a cell; the zero Period when there is none.
func (b book) last(c cell) series.Period {
	if col := b.columns[c]; col != nil {
		return col.last
	}
	return series.Period{}
}

// at is the value of a cell and whether it was observed at all; a suppressed
// value was observed and is NaN.
func (b book) at(c cell, p series.Period) (float64, bool) {
	col := b.columns[c]
	if col == nil {
		return math.NaN(), false
	}
	v, ok := col.values[p]
	if !ok {
		return math.NaN(), false
	}
	return v, true
}

// mean over the n periods up to end; NaN unless every one is there.
func (b book) mean(c cell, end series.Period, n int) float64 {
	sum := 0.0
	for i := range n {
		v, ok := b.at(c, end.Add(i-n+1))
		if !ok {
			return math.NaN()
		}
		sum += v
	}
	return sum / float64(n)
}

// trace gives an estimate its sources, one a file with the first period used,
// and its mark.
func (b book) trace(e *shortage.Estimate, from, to series.Period, cells ...cell) {
	for _, c := range cells {
		col := b.columns[c]
		if col == nil {
			continue
		}
		e.IsSynthetic = e.IsSynthetic || col.synthetic
		for _, o := range col.from {
			if o.period.Freq() == to.Freq() && o.period.Since(from) >= 0 && o.period.Since(to) <= 0 {
				e.Sources = append(e.Sources, o.source)
			}
		}
	}
	slices.SortFunc(e.Sources, func(x, y shortage.Source) int {
		return cmp.Or(strings.Compare(x.Table, y.Table), strings.Compare(x.SHA256, y.SHA256), strings.Compare(x.Period, y.Period))
	})
	e.Sources = slices.CompactFunc(e.Sources, func(x, y shortage.Source) bool { return x.Table == y.Table && x.SHA256 == y.SHA256 })
	slices.SortFunc(e.Sources, func(x, y shortage.Source) int {
		return cmp.Or(strings.Compare(x.Table, y.Table), strings.Compare(x.Period, y.Period), strings.Compare(x.SHA256, y.SHA256))
	})
}

// entries planned in a quarter, as the mean of the four quarters up to end,
// which takes the season out. A month with suppressed sectors leaves bounds (see
// month); one in which a sector was not observed leaves nothing known.
func (b book) entries(territory string, sectors, all []string, end series.Period) shortage.Estimate {
	e := shortage.Estimate{Period: span(end, 12)}
	var sum shortage.Bounds
	isPoint := true
	for i := range 12 {
		p := end.Add(i - 11)
		month, observed := b.month(territory, sectors, all, p)
		if !observed {
			return shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded(), Period: e.Period, Note: "not observed in " + p.String()}
		}
		isPoint = isPoint && month.Lower == month.Upper
		sum = sum.Plus(shortage.Bounds{Lower: month.Lower / 4, Upper: month.Upper / 4})
	}
	e.Point, e.Bounds = math.NaN(), sum
	if isPoint {
		e.Point = sum.Lower
	}
	cells := []cell{}
	for _, s := range sectors {
		cells = append(cells, cell{"planned_entries_persons", territory, s, false})
	}
	b.trace(&e, end.Add(-11), end, cells...)
	return e
}

// month bounds the entries of sectors in a month by what is published; false when
// the month is not observed. Suppressed sectors have at most what the total leaves
// when all others are taken off, but this is said only where it covers two
// suppressed cells or more: for a single one it would be the cell itself, which is
// in nobody's right to publish. Then the total is all that is said, so that no
// bound depends on what stands in the other sectors.
func (b book) month(territory string, sectors, all []string, p series.Period) (shortage.Bounds, bool) {
	total, observed := b.at(cell{"planned_entries_persons", territory, "TOTAL", false}, p)
	known, rest, suppressed, isWhole := 0.0, total, 0, true
	for _, s := range all {
		v, ok := b.at(cell{"planned_entries_persons", territory, s, false}, p)
		isIn := slices.Contains(sectors, s)
		switch {
		case !ok:
			observed = observed && !isIn
			continue
		case math.IsNaN(v):
			suppressed++
			isWhole = isWhole && !isIn
			continue
		case isIn:
			known += v
		}
		rest -= v
	}
	out := shortage.Bounds{Lower: known, Upper: known}
	switch {
	case isWhole:
	case suppressed == 1:
		out.Upper = math.Max(known, total)
	default:
		out.Upper = known + math.Max(0, rest)
	}
	return out, observed
}

// hardToFill is the share over twelve months, weighted by entries, of the cells
// in which both are published; nothing known when fewer than half are.
func (b book) hardToFill(territory string, sectors []string, end series.Period) shortage.Estimate {
	e := shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded(), Period: span(end, 12)}
	top, bottom, present := 0.0, 0.0, 0
	cells := []cell{}
	for _, s := range sectors {
		cells = append(cells, cell{"hard_to_fill_share_pct", territory, s, false})
		for i := range 12 {
			p := end.Add(i - 11)
			share, _ := b.at(cell{"hard_to_fill_share_pct", territory, s, false}, p)
			weight, _ := b.at(cell{"planned_entries_persons", territory, s, false}, p)
			if !math.IsNaN(share) && !math.IsNaN(weight) {
				top, bottom, present = top+share*weight, bottom+weight, present+1
			}
		}
	}
	if 2*present >= 12*len(sectors) && bottom > 0 {
		e.Point = top / bottom
		e.Bounds = shortage.Exactly(e.Point)
	}
	b.trace(&e, end.Add(-11), end, cells...)
	return e
}

// vacancyRate is the mean of the last four quarters; over several items the
// weights are not published, so only the span of the items is known.
func (b book) vacancyRate(items []string) shortage.Estimate {
	end := b.last(cell{"job_vacancy_rate_pct", "IT", items[0], false})
	e := shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded()}
	if end.IsZero() {
		return e
	}
	e.Period = span(end, 4)
	low, high := math.Inf(1), math.Inf(-1)
	cells := []cell{}
	for _, item := range items {
		c := cell{"job_vacancy_rate_pct", "IT", item, false}
		v := b.mean(c, end, 4)
		if math.IsNaN(v) {
			return e
		}
		low, high = math.Min(low, v), math.Max(high, v)
		cells = append(cells, c)
	}
	e.Bounds = shortage.Bounds{Lower: low, Upper: high}
	if len(items) == 1 {
		e.Point = low
		e.Bounds = shortage.Printed(low, 0.05) // mean of four numbers printed to 0.1
	}
	b.trace(&e, end.Add(-3), end, cells...)
	return e
}

// employed persons: mean of four quarters of plus less minus items.
func (b book) employed(territory string, plus, minus []string, foreign bool) shortage.Estimate {
	end := b.last(cell{"employed_thousand", territory, "0010", foreign})
	e := shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded()}
	if end.IsZero() {
		return e
	}
	e.Period = span(end, 4)
	sum := 0.0
	cells := []cell{}
	for i, item := range slices.Concat(plus, minus) {
		c := cell{"employed_thousand", territory, item, foreign}
		v := 1000 * b.mean(c, end, 4)
		if i >= len(plus) {
			v = -v
		}
		sum += v
		cells = append(cells, c)
	}
	if !(sum > 0) {
		return e
	}
	e.Point, e.Bounds = sum, shortage.Exactly(sum)
	b.trace(&e, end.Add(-3), end, cells...)
	return e
}

// span writes n periods up to end.
func span(end series.Period, n int) string { return end.Add(1-n).String() + "/" + end.String() }
