package spool

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// rows makes outcomes of every kind; texts repeat, are empty, long, and not UTF-8.
func rows(n int) []harmonize.Outcome {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	pick := func(texts ...string) string { return texts[rng.IntN(len(texts))] }
	values := []float64{0, 1, -1, 0.1, math.NaN(), math.Copysign(0, -1), 1 << 53, -(1 << 53), 1<<53 - 1, 1e300, 5e-324, 118.7}
	line := int64(1)
	var out []harmonize.Outcome
	for range n {
		line += rng.Int64N(3)
		if rng.IntN(9) == 0 {
			out = append(out, harmonize.Outcome{Rejected: &warehouse.Rejected{FileName: "f.csv", Row: line, Column: pick("a", ""), Value: pick("x", "\xff\x00"),
				Rule: pick("number", "code"), Message: pick("m", strings.Repeat("è", 300)), Hint: "h"}})
			continue
		}
		var o []warehouse.Observation
		for range 1 + rng.IntN(3) {
			p := series.MustPeriod("2019-Q1").Add(rng.IntN(20))
			x := warehouse.Observation{Row: line, Column: pick("OBS_VALUE", "Tav1!B7"), Freq: p.Freq(), Period: p.String(), PeriodStart: p.First(),
				Value: values[rng.IntN(len(values))], Status: pick("", "p"), Note: pick("", "", fmt.Sprint("note ", rng.IntN(1000))), Vintage: pick("", "2024-01-10")}
			x.Key = series.Key{Measure: pick("m1_persons", "m2_pct"), Unit: pick("persons", "pct"), Sex: pick("", "T"), Age: pick("", "Y15-64"), Other: pick("", "A=1;B=2"),
				Territory:  series.Code{List: "nuts2021", Value: pick("IT", "ITC1")},
				Industry:   series.Code{List: pick("", "ateco2007"), Value: pick("", "C")},
				Occupation: series.Code{List: "cp2021", Value: pick("1", "2")}, Citizenship: series.Code{List: "", Value: pick("", "x")}}
			if x.Value == 1<<53 {
				x.Exact = pick("", "9007199254740993")
			}
			if x.Vintage != "" {
				x.Released = time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)
			}
			o = append(o, x)
		}
		out = append(out, harmonize.Outcome{Observations: o})
	}
	return out
}

func write(t testing.TB, all []harmonize.Outcome) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if err := w.Add(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func saved(t testing.TB, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.rows")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read copies what a spool holds: its rows are valid until the next block only.
func read(path string) ([]harmonize.Outcome, error) {
	var out []harmonize.Outcome
	for row, err := range Rows(path) {
		if err != nil {
			return out, err
		}
		row.Observations = append([]warehouse.Observation(nil), row.Observations...)
		if row.Rejected != nil {
			r := *row.Rejected
			row.Rejected = &r
		}
		out = append(out, row)
	}
	return out, nil
}

// same compares bit for bit; all NaN are one.
func same(a, b harmonize.Outcome) bool {
	if (a.Rejected == nil) != (b.Rejected == nil) || len(a.Observations) != len(b.Observations) {
		return false
	}
	if a.Rejected != nil && *a.Rejected != *b.Rejected {
		return false
	}
	for i := range a.Observations {
		x, y := a.Observations[i], b.Observations[i]
		if math.Float64bits(x.Value) != math.Float64bits(y.Value) && !(math.IsNaN(x.Value) && math.IsNaN(y.Value)) {
			return false
		}
		if x.Value, y.Value = 0, 0; x != y {
			return false
		}
	}
	return true
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, n := range []int{0, 1, 100, 3*blockEntries + 5} {
		want := rows(n)
		path := saved(t, write(t, append([]harmonize.Outcome{{Skip: "blank"}}, want...)))
		for range 2 { // it can be read again
			got, err := read(path)
			if err != nil {
				t.Fatalf("%d rows: %v", n, err)
			}
			if len(got) != len(want) {
				t.Fatalf("%d rows read, %d written", len(got), len(want))
			}
			for i := range want {
				if !same(want[i], got[i]) {
					t.Fatalf("row %d: got %+v, want %+v", i, got[i], want[i])
				}
			}
		}
	}
}

// TestBlocksHoldTheSameRows: the flat lists of a block are those of its rows.
func TestBlocksHoldTheSameRows(t *testing.T) {
	for b, err := range Blocks(saved(t, write(t, rows(20_000)))) {
		if err != nil {
			t.Fatal(err)
		}
		observations, rejected := 0, 0
		for _, row := range b.Rows {
			for i := range row.Observations {
				if &row.Observations[i] != &b.Observations[observations] {
					t.Fatal("an observation was moved")
				}
				observations++
			}
			if row.Rejected != nil {
				if row.Rejected != &b.Rejected[rejected] {
					t.Fatal("a rejection was moved")
				}
				rejected++
			}
		}
		if observations != len(b.Observations) || rejected != len(b.Rejected) {
			t.Errorf("%d observations and %d rejections in rows, %d and %d listed", observations, rejected, len(b.Observations), len(b.Rejected))
		}
	}
}

// TestCutAndChanged: no prefix of a spool ends cleanly, and no changed byte passes.
func TestCutAndChanged(t *testing.T) {
	whole := write(t, rows(4))
	check := func(what string, text []byte) {
		t.Helper()
		if _, err := read(saved(t, text)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	for n := range whole {
		check(fmt.Sprintf("cut to %d bytes", n), whole[:n])
	}
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 0x10
		check(fmt.Sprintf("byte %d changed", i), changed)
	}
	check("a byte more", append(bytes.Clone(whole), 0))
	check("two spools", append(bytes.Clone(whole), whole...))
	if _, err := read(saved(t, whole)); err != nil {
		t.Errorf("the whole spool: %v", err)
	}
}

func TestRowTooLong(t *testing.T) {
	w, err := NewWriter(&bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(harmonize.Outcome{Observations: make([]warehouse.Observation, maxRow+1)}); !errors.Is(err, ErrTooLong) {
		t.Errorf("too many observations: %v", err)
	}
	if err := w.Finish(); !errors.Is(err, ErrTooLong) {
		t.Errorf("finished all the same: %v", err)
	}
	if w, err = NewWriter(&bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(harmonize.Outcome{Observations: []warehouse.Observation{{Note: strings.Repeat("x", maxBlock+1)}}}); !errors.Is(err, ErrTooLong) {
		t.Errorf("too many bytes: %v", err)
	}
}

func BenchmarkWriteRead(b *testing.B) {
	p := series.MustPeriod("1990-01")
	all := make([]harmonize.Outcome, 100_000)
	for i := range all {
		q := p.Add(i % 400)
		o := warehouse.Observation{Row: int64(i + 2), Column: "OBS_VALUE", Freq: q.Freq(), Period: q.String(), PeriodStart: q.First(), Value: float64(i) / 10}
		o.Key = series.Key{Measure: "m", Unit: "pct", Territory: series.Code{List: "nuts2021", Value: "IT"}, Other: fmt.Sprint(i / 400)}
		all[i].Observations = []warehouse.Observation{o}
	}
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			text := write(b, all)
			b.ReportMetric(float64(len(text))/float64(len(all)), "bytes/row")
		}
	})
	b.Run("read", func(b *testing.B) {
		path := saved(b, write(b, all))
		for b.Loop() {
			for _, err := range Blocks(path) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
