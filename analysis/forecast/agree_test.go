package forecast

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

	"fabbisogno/datasets/series"
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

func makeSeries(t testing.TB, id, freq, year, sub string, values []float64) series.Series {
	t.Helper()
	f := map[string]series.Freq{"1": series.Year, "4": series.Quarter, "12": series.Month}[freq]
	y, err := strconv.Atoi(year)
	if err != nil {
		t.Fatal(err)
	}
	s, err := strconv.Atoi(sub)
	if err != nil {
		t.Fatal(err)
	}
	if f == series.Year {
		s = 1
	}
	start, err := series.NewPeriod(f, y, s)
	if err != nil {
		t.Fatal(err)
	}
	return series.Series{Key: series.Key{Measure: id, Unit: "index"}, Start: start, Values: values}
}

func agreeSeries(t testing.TB) map[string]series.Series {
	out := map[string]series.Series{}
	for _, r := range table(t, filepath.Join(corpus(t), "expected", "agree_series.csv.gz")) {
		out[r["id"]] = makeSeries(t, r["id"], r["freq"], r["start_year"], r["start_sub"], numbers(t, r["values"]))
	}
	return out
}

// gap is the largest difference relative to the larger of the reference and a
// hundredth of the largest reference value.
func gap(got, want []float64) float64 {
	top, worst := 0.0, 0.0
	for _, w := range want {
		top = max(top, math.Abs(w))
	}
	for i, w := range want {
		worst = max(worst, math.Abs(got[i]-w)/max(math.Abs(w), top/100))
	}
	return worst
}

func TestThetaAgreesWithR(t *testing.T) {
	all := agreeSeries(t)
	for _, r := range table(t, filepath.Join(corpus(t), "expected", "agree_theta.csv")) {
		s := all[r["id"]]
		want := numbers(t, r["mean"])
		fit, err := Theta{}.Fit(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		ds, err := fit.Forecast(len(want))
		if err != nil {
			t.Fatal(err)
		}
		mean := make([]float64, len(ds))
		bounds := map[string][]float64{}
		for i, d := range ds {
			mean[i] = d.Mean
			bounds["lo80"] = append(bounds["lo80"], d.Interval(.8).Lower)
			bounds["hi80"] = append(bounds["hi80"], d.Interval(.8).Upper)
			bounds["lo95"] = append(bounds["lo95"], d.Interval(.95).Lower)
			bounds["hi95"] = append(bounds["hi95"], d.Interval(.95).Upper)
		}
		adj := adjust(s.Values, s.Freq().PerYear(), false)
		sm := smooth(adj.x)
		alpha := numbers(t, r["alpha"])[0]
		drift := numbers(t, r["drift"])[0]
		sigma2 := numbers(t, r["sigma2_ses"])[0]
		bg := 0.0
		for k, b := range bounds {
			bg = max(bg, gap(b, numbers(t, r[k])))
		}
		t.Logf("%-16s alpha %.6f R %.6f  sse/Rsse-1 %.2e drift %.2e mean %.2e bounds %.2e", r["id"], sm.alpha, alpha,
			sm.sigma*sm.sigma/sigma2-1, math.Abs(slope(adj.x)/2-drift)/max(math.Abs(drift), 1e-12), gap(mean, want), bg)
	}
}
