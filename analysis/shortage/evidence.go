package shortage

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/tomlfile"
)

//go:embed declared/seven_groups.toml
var sevenGroups []byte

// Evidence declares that published values speak for the need of a sector group.
type Evidence struct {
	Group      string   `toml:"group"`
	Indicator  string   `toml:"indicator"`
	Whole      []string `toml:"whole"`  // sector groups inside the group, added up
	Partly     []string `toml:"partly"` // overlapping: between none and all of it belongs
	Channel    string   `toml:"channel"`
	Refs       []string `toml:"refs"` // printed tables allowed; none: the main one only
	NotCounted string   `toml:"not_counted"`
	// CoverageMeasure of CoverageGroup, per 100 employed of the group, says how much
	// of the group the evidence speaks for.
	CoverageMeasure string `toml:"coverage_measure"`
	CoverageGroup   string `toml:"coverage_group"`
	Why             string `toml:"why"`
}

// SevenGroups is the declared evidence for the seven sector groups that
// partition the economy, in the order of the file.
func SevenGroups() ([]Evidence, error) {
	var file struct {
		Evidence []Evidence `toml:"evidence"`
	}
	const name = "declared/seven_groups.toml"
	if err := tomlfile.Decode(name, sevenGroups, &file); err != nil {
		return nil, fmt.Errorf("read declared evidence: %w", err)
	}
	var errs []error
	for _, e := range file.Evidence {
		if e.Group == "" || e.Why == "" || len(e.Whole)+len(e.Partly) == 0 {
			errs = append(errs, fmt.Errorf("%s: evidence %s of %q needs group, why, and whole or partly", name, e.Indicator, e.Group))
		}
		if !slices.Contains([]string{VacancyRate, Entries, HardToFill, Applications}, e.Indicator) {
			errs = append(errs, fmt.Errorf("%s: %q is no need indicator", name, e.Indicator))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return file.Evidence, nil
}

// EvidenceChecksum changes when the declared evidence changes.
func EvidenceChecksum() string { return fmt.Sprintf("%x", sha256.Sum256(sevenGroups)) }

// Figure is one published number, as the warehouse keeps it: unit scaled to the
// indicator's, printed precision to be told from the number.
type Figure struct {
	Source
	Measure     string
	Territory   string
	Group       string // code of the list sector_group
	Channel     string // of an entry quota
	Ref         string // printed table or population, empty: the main one
	Value       float64
	Status      string // derived, approximate, upper_bound
	Note        string
	IsSynthetic bool
}

// estimate is what the printed number says of the true one.
func (f Figure) estimate() Estimate {
	e := Estimate{Point: f.Value, Bounds: Printed(f.Value, f.step()), Period: f.Period,
		Sources: []Source{f.Source}, Note: f.Note, IsSynthetic: f.IsSynthetic}
	if f.Status == "upper_bound" {
		e.Point, e.Bounds = math.NaN(), Below(f.Value)
	}
	return e
}

// step is the precision of print. Percentages are printed with one decimal, or
// none; the vacancy rate always with one. Levels are printed in thousands, a
// total of 1.4 million in hundreds of thousands. A derived level carries the
// rounding of up to seven printed ones.
func (f Figure) step() float64 {
	isMultiple := func(of float64) bool { return math.Mod(math.Round(f.Value), of) == 0 }
	switch {
	case f.Measure == VacancyRate || f.Measure == "job_vacancy_rate_sa_pct":
		return 0.1
	case f.Measure == Applications:
		return 0.01
	case f.Value < 100 && f.Value == math.Round(f.Value) && f.Status != "derived":
		return 1
	case f.Value < 100:
		return 0.1
	case f.Group == "TOTAL" && isMultiple(1e5):
		return 1e5
	case isMultiple(1e3) && f.Status == "derived":
		return 7e3
	case isMultiple(1e3):
		return 1e3
	}
	return 1
}

// Figures are published numbers in any order.
type Figures []Figure

// pick are the figures of a measure, group and channel for Italy, one a period,
// in time order; refs are the printed tables allowed, earlier ones preferred.
func (fs Figures) pick(measure, group, channel string, refs []string) Figures {
	if len(refs) == 0 {
		refs = []string{""}
	}
	var out Figures
	for _, ref := range refs {
		for _, f := range fs {
			isOne := f.Measure == measure && f.Group == group && f.Channel == channel && f.Ref == ref && f.Territory == "IT"
			if isOne && !math.IsNaN(f.Value) && !slices.ContainsFunc(out, func(g Figure) bool { return g.Period == f.Period }) {
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(monthOf(a.Period), monthOf(b.Period)), strings.Compare(a.Period, b.Period))
	})
	return out
}

func (fs Figures) at(period string) (Figure, bool) {
	i := slices.IndexFunc(fs, func(f Figure) bool { return f.Period == period })
	if i < 0 {
		return Figure{}, false
	}
	return fs[i], true
}

// nearest is the figure nearest in time to a month; of two equally near the later.
func (fs Figures) nearest(month float64) (Figure, bool) {
	best := -1
	for i, f := range fs {
		if best < 0 || math.Abs(monthOf(f.Period)-month) <= math.Abs(monthOf(fs[best].Period)-month) {
			best = i
		}
	}
	if best < 0 {
		return Figure{}, false
	}
	return fs[best], true
}

// monthOf is the middle of a period in months since year 0; NaN for none. A span
// is written first/last.
func monthOf(period string) float64 {
	first, last, isSpan := strings.Cut(period, "/")
	p, err := series.ParsePeriod(first)
	if err != nil {
		return math.NaN()
	}
	q := p
	if isSpan {
		if q, err = series.ParsePeriod(last); err != nil {
			return math.NaN()
		}
	}
	start := float64(p.Year()*12 + int(p.First().Month()) - 1)
	end := float64(q.Year()*12 + int(q.Last().Month()))
	return (start + end) / 2
}

// isQuarter says whether a period is three months long.
func isQuarter(period string) bool {
	first, last, isSpan := strings.Cut(period, "/")
	p, err := series.ParsePeriod(first)
	if err != nil {
		return false
	}
	if !isSpan {
		return p.Freq() == series.Quarter
	}
	q, err := series.ParsePeriod(last)
	return err == nil && p.Freq() == series.Month && q.Freq() == series.Month && q.Since(p) == 2
}
