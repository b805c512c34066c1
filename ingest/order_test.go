package ingest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/warehouse"
)

// TestRowOrder is case 48: the same rows in another order say the same.
func TestRowOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 8))
	for _, c := range cubes {
		var first []string
		for turn := range 4 {
			lines := strings.SplitAfter(string(c.sdmxCSV()), "\n")
			rows := lines[1 : len(lines)-1]
			if turn > 0 {
				rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			}
			db := &memory{}
			g := newIngester(t, db)
			if _, err := g.File(context.Background(), Request{Reader: strings.NewReader(strings.Join(lines, "")), Name: "x.csv"}); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range db.loads[0].Observations {
				got = append(got, said(o))
			}
			slices.Sort(got)
			if turn == 0 {
				first = got
			}
			if !slices.Equal(first, got) || len(got) != len(rows) {
				t.Errorf("%s: another order gives\n%s", c.flow, difference(first, got))
			}
		}
	}
}

// TestOlderEditionAfterNewer is case 115: an edition that comes in late is kept as
// what was known then, and the newer one stays the current.
func TestOlderEditionAfterNewer(t *testing.T) {
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Options{Path: filepath.Join(t.TempDir(), "warehouse.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := newIngester(t, db)
	for _, edition := range []struct {
		released string
		revised  bool
	}{{"2024-09-12", true}, {"2024-06-12", false}} {
		day, err := time.Parse(time.DateOnly, edition.released)
		if err != nil {
			t.Fatal(err)
		}
		text := []byte(goodText)
		if edition.revised {
			text = bytes.ReplaceAll(text, []byte(",2."), []byte(",3."))
		}
		if _, err := g.File(ctx, Request{Reader: bytes.NewReader(text), Name: edition.released + ".csv", Released: day}); err != nil {
			t.Fatal(err)
		}
	}
	for asOf, want := range map[string]string{"": "[3.1 3.2]", "2024-09-11": "[2.1 2.2]", "2024-06-11": "none"} {
		s := warehouse.Selection{Measures: []string{"job_vacancy_rate_sa_pct"}}
		if asOf != "" {
			if s.AsOf, err = time.Parse(time.DateOnly, asOf); err != nil {
				t.Fatal(err)
			}
		}
		panel, err := db.Panel(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if len(panel) == 1 {
			got = fmt.Sprint(panel[0].Values)
		}
		if got != want {
			t.Errorf("as of %q: %s, want %s", asOf, got, want)
		}
	}
}

const goodText = `DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE,OBS_STATUS,NOTE_DS
IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,F,2024-Q1,2.1,,
IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,F,2024-Q2,2.2,,
`
