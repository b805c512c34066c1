//go:build !duckdb_arrow

package warehouse

import (
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"fabbisogno/datasets/series"
)

// varied is a load of n observations that differ in every field.
func varied(n int) Load {
	rng := rand.New(rand.NewPCG(11, uint64(n)))
	pick := func(texts ...string) string { return texts[rng.IntN(len(texts))] }
	l := edition("istat_vacancies", "varied", "2024-01-10", true, 0, 0)
	for i := range n {
		o := observe("job_vacancy_rate_pct", fmt.Sprintf("%d-Q%d", 1990+rng.IntN(30), rng.IntN(4)+1), float64(i)/4, int64(n-i))
		o.Column = pick("OBS_VALUE", fmt.Sprint("Tav1!B", i))
		o.Key.Other, o.Key.Sex, o.Key.Age = fmt.Sprintf("I=%d", i/50), pick("", "T"), pick("", "Y15-64")
		o.Key.Territory = series.Code{List: "nuts2021", Value: pick("IT", "ITC1")}
		o.Key.Citizenship = series.Code{List: pick("", "x"), Value: pick("", "it's; \"1\"\n")}
		o.Status, o.Note = pick("", "p", "c"), pick("", fmt.Sprint("città ", i))
		switch rng.IntN(7) {
		case 0:
			o.Value = math.NaN()
		case 1:
			o.Value, o.Exact = 1<<53, fmt.Sprint(1<<53+1)
		}
		if rng.IntN(3) == 0 {
			o.Released, o.Vintage = day("2023-01-10").AddDate(0, rng.IntN(12), 0), pick("2023-01", "2023-02")
		}
		if rng.IntN(5) == 0 { // a span has no frequency
			o.Freq, o.Period = 0, o.Period+"/2030-Q4"
		}
		if rng.IntN(4) == 0 && o.Freq != 0 {
			o.PeriodStart = time.Time{} // told by the period
		}
		l.Observations = append(l.Observations, o)
	}
	return l.counted()
}

// TestDictionariesKeepEverything: observations that go by way of dictionaries are
// stored as those that do not, in the same order, over several dictionaries.
func TestDictionariesKeepEverything(t *testing.T) {
	l := varied(dictionaryFrom + 5)
	stored := func(prepare func(b *bulk)) string {
		db := openNew(t)
		counted, given := &tally{}, inPieces(l, 8192, nil)
		rows := []bulk{given.observationRows(counted), given.rejectedRows(), given.issueRows(), given.skipRows()}
		if rows[0].observed == nil {
			t.Fatal("so many observations do not go by way of dictionaries")
		}
		prepare(&rows[0])
		if err := db.transact(t.Context(), rows, func(conn *sql.Conn) error { return given.write(t.Context(), conn, rows, counted) }); err != nil {
			t.Fatal(err)
		}
		if got := one(t, db, "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'tmp_%'"); got != "0" {
			t.Errorf("%s tables are left", got)
		}
		return one(t, db, "SELECT md5(string_agg(CAST(o AS VARCHAR), '|' ORDER BY rowid)) || count(*) FROM core__observation o")
	}
	want := stored(func(b *bulk) { b.observed = nil })
	if got := stored(func(b *bulk) { b.observed.together = 9000 }); got != want {
		t.Errorf("%s over several dictionaries, %s without", got, want)
	}
	if got := stored(func(*bulk) {}); got != want {
		t.Errorf("%s by way of dictionaries, %s without", got, want)
	}
}
