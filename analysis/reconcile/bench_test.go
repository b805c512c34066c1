package reconcile

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// corpus is the folder of reference figures; the test is skipped without it.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: reference figures are not at hand")
	}
	return filepath.Join(dir, "bench")
}

func unzipped(t testing.TB, path string) io.Reader {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// collection is a hierarchy of the benchmark with its data, nodes x periods.
type collection struct {
	name   string
	h      *Hierarchy
	data   Matrix
	season int
}

func loadCollection(t testing.TB, name string, season int) collection {
	t.Helper()
	dir := corpus(t)
	path := filepath.Join(dir, "hier_"+name+"_agg_mat.csv.gz")
	// The headings of the labour matrix are in another order than its columns: SOURCES.md.
	h, err := Read(path, unzipped(t, path), Format{ByPosition: true})
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(unzipped(t, filepath.Join(dir, "hier_"+name+"_data.csv.gz")))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	c := collection{name, h, NewMatrix(h.Len(), len(rows)-1), season}
	for k, id := range rows[0][1:] {
		i, ok := h.Node(id)
		if !ok {
			t.Fatalf("%s: no node %q", name, id)
		}
		for p, row := range rows[1:] {
			c.data.Set(i, p, number(t, row[k+1]))
		}
	}
	if gap := h.Incoherence(c.data); gap > 1e-11 {
		t.Fatalf("%s: the data do not add up: %v", name, gap)
	}
	return c
}

// expectedR are the figures of R for a collection: by kind, nodes x steps.
func expectedR(t *testing.T, c collection) (map[string]Matrix, float64) {
	t.Helper()
	text, err := io.ReadAll(unzipped(t, filepath.Join(corpus(t), "expected", "mint_"+c.name+".csv.gz")))
	if err != nil {
		t.Fatal(err)
	}
	lambda := math.NaN()
	rows := map[string][][]float64{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "#"); ok {
			_, after, _ := strings.Cut(rest, "lambda=")
			after, _, _ = strings.Cut(after, ";")
			lambda = number(t, after)
			continue
		}
		cells := strings.Split(line, ",")
		var values []float64
		for _, cell := range cells[2:] {
			values = append(values, number(t, cell))
		}
		rows[cells[0]] = append(rows[cells[0]], values)
	}
	out := map[string]Matrix{}
	for kind, steps := range rows {
		m := NewMatrix(c.h.Len(), len(steps))
		for k, row := range steps {
			for i, v := range row {
				m.Set(i, k, v)
			}
		}
		out[kind] = m
	}
	return out, lambda
}

// R's reconciled forecasts of two collections from R's own base forecasts and
// residuals. The file has twelve significant digits.
func TestReconcile_agrees_with_R(t *testing.T) {
	for _, name := range []string{"labour", "tourismsmall"} {
		c := loadCollection(t, name, 1)
		want, lambda := expectedR(t, c)
		for kind, method := range map[string]Method{"bu": BottomUp, "ols": OLS, "wls_struct": WLSStructural, "wls_var": WLSVariance, "mint_shrink": MinT, "mint_sample": MinTSample} {
			for _, iterative := range []bool{false, true} {
				expected, ok := want[kind]
				if !ok {
					if kind == "mint_sample" && name == "tourismsmall" {
						continue
					}
					t.Fatalf("%s: no row of kind %s", name, kind)
				}
				p, err := NewPlan(c.h, Options{Method: method, Residuals: want["resid"], Unsafe: true, Iterative: iterative})
				if err != nil {
					t.Fatal(err)
				}
				got, report, err := p.Reconcile(want["base"])
				if err != nil {
					t.Fatal(err)
				}
				if method == MinT && math.Abs(report.Lambda-lambda) > 1e-9 {
					t.Errorf("%s: lambda %.12f, R %.12f", name, report.Lambda, lambda)
				}
				worst := 0.0
				for i := range got.Data {
					worst = max(worst, math.Abs(got.Data[i]-expected.Data[i])/max(1, math.Abs(expected.Data[i])))
				}
				t.Logf("%-13s %-12s tree %v, iterative %v: off by %.1e, %d iterations", name, method, c.h.IsTree(), iterative, worst, report.Iterations)
				if worst > 1e-8 {
					t.Errorf("%s: %s is off by %.2e", name, method, worst)
				}
				if gap := c.h.Incoherence(got); gap > 1e-12 {
					t.Errorf("%s: %s does not add up: %v", name, method, gap)
				}
			}
		}
	}
}
