package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fabbisogno/analysis/panel"
	"fabbisogno/analysis/panel/methods"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/longtable"
	"fabbisogno/datasets/warehouse"
)

// panelChoice is what the commands on long tables have in common.
type panelChoice struct {
	in, freq, columns, layout, group string
	season, horizon                  int
	models, levels                   string
	nonNegative                      bool

	hierarchy, structure, reconcile string
	byPosition                      bool
	origins                         int
}

// Layouts of a panel in a file.
const (
	layoutLong        = "long"
	layoutCompetition = "competition"
)

func (c *panelChoice) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.in, "in", "", "a long table (unique_id, ds, y) as .csv, .csv.gz or .parquet")
	f.StringVar(&c.freq, "freq", "", "step of ds: Y, Q, M, W, D, H, or the number of periods in a season where ds are whole numbers")
	f.IntVar(&c.season, "season", 0, "periods in a season, where it is not the usual one of --freq")
	f.IntVar(&c.horizon, "horizon", 0, "periods to forecast")
	f.StringVar(&c.models, "model", methods.Default, "models, separated by commas; fabbisogno method list shows them")
	f.StringVar(&c.levels, "levels", "80,95", "levels of the intervals in per cent, separated by commas")
	f.BoolVar(&c.nonNegative, "nonnegative", false, "values cannot be negative: cut forecasts and intervals at zero")
	f.StringVar(&c.columns, "columns", "", "names of the columns, where they are not unique_id,ds,y")
	f.StringVar(&c.layout, "layout", layoutLong, "long, or competition: a row a series (id,freq,n,h,train,test)")
}

// hierarchyFlags are those of panels whose series add up.
func (c *panelChoice) hierarchyFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.hierarchy, "hierarchy", "", "a file that says which series add up to which: tags (unique_id and columns of labels), paths, or a summing matrix")
	f.StringVar(&c.structure, "structure", "", `how the columns of a tags file are crossed: "macro/region * industry"; empty: one tree, left to right`)
	f.BoolVar(&c.byPosition, "by-position", false, "take the columns of a summing matrix for its last rows, in order, whatever their headings")
	f.StringVar(&c.reconcile, "reconcile", "", "with --hierarchy, how forecasts are made to add up: "+reconcileMethods()+"; empty: "+string(reconcile.Default))
	f.IntVar(&c.origins, "origins", 0, "with --hierarchy, earlier origins whose errors weigh and calibrate; 0: 24")
}

func reconcileMethods() string {
	var ids []string
	for _, m := range reconcile.Methods() {
		if !m.Unsafe && m.ID != reconcile.MiddleOut && m.Needs != "history" {
			ids = append(ids, string(m.ID))
		}
	}
	return strings.Join(ids, ", ")
}

// given says which of the flags of this mode were given.
func (c *panelChoice) given(cmd *cobra.Command) string {
	for _, name := range []string{"freq", "season", "horizon", "model", "levels", "columns", "layout", "nonnegative", "hierarchy", "structure", "by-position", "reconcile", "origins"} {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

// panelIn is a panel that can be read as often as need be.
type panelIn struct {
	choice    panelChoice
	table     *longtable.Table // as read last
	scattered bool
	held      []longtable.Series // of a competition, which fits in memory
	calendar  longtable.Calendar // since the first series was given
	passed    func(share float64)
	setup     panel.Setup
	methods   []panel.Method
}

// parquetSuffix of the names of Parquet files; any other is CSV.
const parquetSuffix = ".parquet"

func usageError(hint, format string, args ...any) error {
	return withCode(exitUsage, hint, fmt.Errorf(format, args...))
}

// open checks the choice and makes the panel ready to be read.
func (c panelChoice) open(ctx context.Context, cmd string) (*panelIn, error) {
	hint := "fabbisogno " + cmd + " --in panel.csv --freq M --horizon 12"
	p := &panelIn{choice: c, setup: panel.Setup{Horizon: c.horizon, Workers: runtime.GOMAXPROCS(0)}}
	var err error
	if p.methods, err = methods.Find(strings.Split(c.models, ",")); err != nil {
		return nil, withCode(exitUsage, "fabbisogno method list", err)
	}
	if c.nonNegative {
		for i := range p.methods {
			p.methods[i].New = panel.NonNegative(p.methods[i].New)
		}
	}
	if p.setup.Levels, err = parseLevels(c.levels); err != nil {
		return nil, withCode(exitUsage, hint, err)
	}
	columns, err := c.columnNames()
	if err != nil {
		return nil, withCode(exitUsage, hint, err)
	}
	switch c.layout {
	case layoutLong:
		freq, season, err := longtable.ParseFreq(c.freq)
		if err != nil {
			return nil, withCode(exitUsage, hint, err)
		}
		p.setup.Season = season
		p.table = longTable(c.in, freq, columns)
	case layoutCompetition:
		p.table = longtable.Competition(c.in, columns)
		if p.held, err = p.table.All(ctx); err != nil {
			return nil, withCode(exitRefused, "", err)
		}
		p.calendar, p.setup.Season = p.table.Calendar, p.held[0].Season
		if p.setup.Horizon == 0 {
			for _, s := range p.held {
				p.setup.Horizon = max(p.setup.Horizon, len(s.Test))
			}
		}
	default:
		return nil, usageError(hint, "layout %q: expected long or competition", c.layout)
	}
	if c.season != 0 {
		p.setup.Season = c.season
	}
	if p.setup.Season < 1 {
		return nil, usageError(hint, "season %d: expected 1 or more", p.setup.Season)
	}
	const farthest = 10_000
	if p.setup.Horizon < 1 || p.setup.Horizon > farthest {
		return nil, usageError(hint, "horizon %d: expected 1 to %d periods", p.setup.Horizon, farthest)
	}
	return p, nil
}

// longTable is the table of a file, by its name.
func longTable(path string, f longtable.Freq, c longtable.Columns) *longtable.Table {
	if strings.HasSuffix(path, parquetSuffix) {
		return longtable.New(path, f, c, warehouse.LongParquet(path, c))
	}
	return longtable.New(path, f, c, longtable.CSV(path, c))
}

func (c panelChoice) columnNames() (longtable.Columns, error) {
	out := longtable.Columns{Group: c.group}
	if c.columns == "" {
		return out, nil
	}
	names := strings.Split(c.columns, ",")
	if len(names) != 3 {
		return out, fmt.Errorf("columns %q: expected three names: of the series, of the stamp, of the value", c.columns)
	}
	out.ID, out.Stamp, out.Value = names[0], names[1], names[2]
	return out, nil
}

func parseLevels(text string) ([]float64, error) {
	var out []float64
	for _, t := range strings.Split(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(t), 64)
		if err != nil || !(v > 0 && v < 100) {
			return nil, fmt.Errorf("level %q: expected a number of per cent between 0 and 100", t)
		}
		for _, o := range out {
			if o == v {
				return nil, fmt.Errorf("level %q is given twice", t)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// source reads the panel once a call. A call ends with an error that IsScattered
// when the rows of a series turn out not to stand together; the next call knows.
func (p *panelIn) source(ctx context.Context, give func(longtable.Series) error) error {
	if p.held != nil {
		for _, s := range p.held {
			if err := give(s); err != nil {
				return err
			}
		}
		return nil
	}
	p.table = p.table.Again()
	p.table.Passed = p.passed
	first := true
	err := p.table.Each(ctx, p.scattered, func(s longtable.Series) error {
		if first {
			p.calendar, first = p.table.Calendar, false
		}
		return give(s)
	})
	if longtable.IsScattered(err) {
		p.scattered = true
	}
	return err
}

// twice does what reads the panel, and once more when its rows turned out not to stand together.
func twice(do func() error) error {
	err := do()
	if longtable.IsScattered(err) {
		err = do()
	}
	return inputError(err)
}

// inputError gives errors of an input their exit code.
func inputError(err error) error {
	var cell *longtable.CellError
	var path *fs.PathError
	if errors.As(err, &cell) || errors.As(err, &path) {
		return withCode(exitRefused, "", err)
	}
	return err
}

// tell says what was found in the table besides values.
func (a *app) tell(t longtable.Tally) {
	if t.Scattered {
		a.say("rows of a series do not stand together in the file: sorted on disk")
	}
	if t.Unsorted > 0 {
		a.say("rows of %d series were not in order of time: sorted", t.Unsorted)
	}
	if t.Gaps+t.Missing > 0 {
		a.say("missing: %d rows without a value, %d periods without a row (in %d series); interpolated inside a series", t.Missing, t.Gaps, t.GapSeries)
	}
}
