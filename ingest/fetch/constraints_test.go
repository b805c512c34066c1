package fetch

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestDeclared_questions_name_codes_that_are_there compares the declared queries with
// the codes that the services listed for their flows in summer 2026: a key with a code
// that a flow does not have is answered with no records, for ever.
func TestDeclared_questions_name_codes_that_are_there(t *testing.T) {
	there := map[string]map[string][]string{} // flow, dimension
	for _, name := range []string{"istat/catalogue/istat_labour_constraints.csv.gz", "eurostat/catalogue/eurostat_labour_constraints.csv.gz"} {
		f, err := os.Open(corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(z).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			flow := there[row[0]]
			if flow == nil {
				flow = map[string][]string{}
				there[row[0]] = flow
			}
			flow[row[1]] = append(flow[row[1]], row[2])
		}
	}
	r := setUp(t, good(vacancies))
	compared := 0
	for _, table := range r.Catalog.Tables {
		if r.ByHand(table) || !Declared(table) {
			continue
		}
		for _, q := range queries(table, Ask{}) {
			flow, known := there[q.Flow]
			if !known {
				t.Logf("table %s: nothing is known of flow %s", table.ID, q.Flow)
				continue
			}
			for i, codes := range parseKey(q.Key, len(table.Key)) {
				dim := table.Key[i]
				for _, code := range codes {
					if list := flow[dim]; len(list) > 0 {
						compared++
						if !slices.Contains(list, code) {
							t.Errorf("table %s asks flow %s for %s=%s, which it does not have; it has %s", table.ID, q.Flow, dim, code, strings.Join(list[:min(len(list), 12)], " "))
						}
					}
				}
			}
		}
	}
	if compared < 40 {
		t.Errorf("%d codes compared: the test would check little", compared)
	}
}
