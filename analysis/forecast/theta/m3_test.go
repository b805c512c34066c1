package theta

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// corpus is the folder of reference figures, or the test is skipped.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: reference figures are not at hand")
	}
	return filepath.Join(dir, "bench")
}

// table reads a CSV file, gzipped or not, as rows by column name.
func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	records, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

func numbers(t testing.TB, text string) []float64 {
	t.Helper()
	var out []float64
	for f := range strings.FieldsSeq(text) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// frequency is a part of M3 with the OWA of statsforecast's DOTM (forecasting.md 3).
type frequency struct {
	name string
	m    int
	dotm float64
}

func frequencies() []frequency {
	return []frequency{{"yearly", 1, 0.848}, {"quarterly", 4, 0.914}, {"monthly", 12, 0.819}}
}

type competition struct {
	id          string
	train, test []float64
}

func load(t testing.TB, f frequency) []competition {
	t.Helper()
	var out []competition
	for _, r := range table(t, filepath.Join(corpus(t), "m3_"+f.name+".csv.gz")) {
		out = append(out, competition{r["id"], numbers(t, r["train"]), numbers(t, r["test"])})
	}
	return out
}

// naive2 are the mean sMAPE and MASE of Naive2.
func naive2(t testing.TB, f frequency) (smape, mase float64) {
	t.Helper()
	n := 0.0
	for _, r := range table(t, filepath.Join(corpus(t), "expected", "m3_"+f.name+"_r_metrics.csv.gz")) {
		if r["method"] == "naive2" {
			smape += numbers(t, r["smape"])[0]
			mase += numbers(t, r["mase"])[0]
			n++
		}
	}
	return smape / n, mase / n
}

// score is sMAPE and MASE of a forecast, as M4 defines them.
func score(train, test, mean []float64, m int) (smape, mase float64) {
	scale := 0.0
	for i := m; i < len(train); i++ {
		scale += math.Abs(train[i]-train[i-m]) / float64(len(train)-m)
	}
	for i, v := range test {
		d := math.Abs(v - mean[i])
		smape += 200 * d / (math.Abs(v) + math.Abs(mean[i])) / float64(len(test))
		mase += d / scale / float64(len(test))
	}
	return smape, mase
}

// TestAccuracyM3: the dynamic model with its prior is as accurate as
// statsforecast's search without one: its OWA is 0.8476, 0.9141, 0.8188.
func TestAccuracyM3(t *testing.T) {
	most := map[string]float64{"yearly": 0.849, "quarterly": 0.912, "monthly": 0.820}
	f := Fitter{Variant: DOTM}
	for _, q := range frequencies() {
		smape, mase := 0.0, 0.0
		series := load(t, q)
		for _, c := range series {
			mean, sd := make([]float64, len(c.test)), make([]float64, len(c.test))
			if err := f.Forecast(c.train, q.m, mean, sd); err != nil {
				t.Fatal(c.id, err)
			}
			a, b := score(c.train, c.test, mean, q.m)
			smape += a / float64(len(series))
			mase += b / float64(len(series))
		}
		baseS, baseM := naive2(t, q)
		owa := (smape/baseS + mase/baseM) / 2
		t.Logf("%s: sMAPE %.3f, MASE %.3f, OWA %.4f, statsforecast %.3f", q.name, smape, mase, owa, q.dotm)
		if owa > most[q.name] {
			t.Errorf("%s: OWA %.4f, at most %.3f", q.name, owa, most[q.name])
		}
	}
}

// TestAgreesWithStatsforecast: without the prior the forecasts are those of
// statsforecast 2.1.1, as near as its search comes to the optimum: its Nelder-Mead
// stops at a spread of 1e-4 and in short series at another hill. No tolerance
// is stated for these files; half of the series agree to 1e-4 or better.
func TestAgreesWithStatsforecast(t *testing.T) {
	f := Fitter{Variant: DOTM, Plain: true}
	for _, q := range frequencies() {
		peer := map[string][]float64{}
		for _, r := range table(t, filepath.Join(corpus(t), "expected", "m3_"+q.name+"_statsforecast.csv.gz")) {
			if r["method"] == "dotm" {
				peer[r["id"]] = numbers(t, r["mean"])
			}
		}
		var gaps []float64
		for _, c := range load(t, q) {
			mean, sd := make([]float64, len(c.test)), make([]float64, len(c.test))
			if err := f.Forecast(c.train, q.m, mean, sd); err != nil {
				t.Fatal(c.id, err)
			}
			gap := 0.0
			for i, v := range peer[c.id] {
				gap += math.Abs(v-mean[i]) / math.Abs(v) / float64(len(mean))
			}
			gaps = append(gaps, gap)
		}
		slices.Sort(gaps)
		n := len(gaps)
		t.Logf("%s: mean relative difference of a series: median %.1e, three quarters %.1e, nine tenths %.1e", q.name, gaps[n/2], gaps[3*n/4], gaps[9*n/10])
		if gaps[n/2] > 1e-4 || gaps[3*n/4] > 5e-3 || gaps[9*n/10] > 0.025 {
			t.Errorf("%s: differs from statsforecast: quantiles %.1e %.1e %.1e", q.name, gaps[n/2], gaps[3*n/4], gaps[9*n/10])
		}
	}
}

func BenchmarkFitter(b *testing.B) {
	for v := Classic; v <= Auto; v++ {
		for _, m := range []int{1, 4, 12} {
			n := map[int]int{1: 30, 4: 60, 12: 120}[m]
			y := make([]float64, n)
			for i := range y {
				y[i] = 100 + 0.5*float64(i) + 20*math.Sin(2*math.Pi*float64(i)/float64(m)) + 5*math.Cos(float64(i*i))
			}
			b.Run(v.String()+"/"+strconv.Itoa(m), func(b *testing.B) {
				f := Fitter{Variant: v}
				mean, sd := make([]float64, 18), make([]float64, 18)
				b.ReportAllocs()
				for b.Loop() {
					if err := f.Forecast(y, m, mean, sd); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
