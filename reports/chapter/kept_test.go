package chapter

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

func TestKept_reads_each_key_once_for_all_who_ask(t *testing.T) {
	var k kept[string, int]
	var reads atomic.Int64
	slow := make(chan struct{})
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			key := []string{"a", "b"}[i%2]
			got, err := k.get(key, func() (int, error) {
				reads.Add(1)
				<-slow
				return len(key) + int(key[0]), nil
			})
			if err != nil || got != 1+int(key[0]) {
				t.Errorf("%s: %d, %v", key, got, err)
			}
		})
	}
	close(slow)
	wait.Wait()
	if reads.Load() != 2 {
		t.Errorf("2 keys were read %d times", reads.Load())
	}
	broken := errors.New("the table is gone")
	for _, now := range []error{broken, nil} {
		if _, err := k.get("c", func() (int, error) { return 0, now }); !errors.Is(err, broken) {
			t.Errorf("error %v, want that of the first reading", err)
		}
	}
}

// inTerritory is a group of results in another territory, with scores of its own.
func inTerritory(r warehouse.DiagnosisResults, territory series.Code, less float64) warehouse.DiagnosisResults {
	for i := range r.Composites {
		r.Composites[i].Territory = territory
		r.Composites[i].Score -= less
	}
	for i := range r.Parts {
		r.Parts[i].Territory = territory
	}
	for i := range r.Ratings {
		r.Ratings[i].Territory = territory
	}
	for i := range r.Agreements {
		r.Agreements[i].Territory = territory
	}
	for i := range r.Places {
		r.Places[i].Territory = territory
	}
	for i := range r.Pairs {
		r.Pairs[i].Territory = territory
	}
	for i := range r.Dissents {
		r.Dissents[i].Territory = territory
	}
	for i := range r.Taus {
		r.Taus[i].Territory = territory
	}
	for i := range r.Choices {
		r.Choices[i].Territory = territory
	}
	for i := range r.Scopes {
		r.Scopes[i].Territory = territory
	}
	return r
}

// Editions built side by side read of the diagnosis what each would have read alone.
func TestShared_gives_each_edition_its_own_diagnosis(t *testing.T) {
	s := fixtureSource(t)
	places := []series.Code{italy}
	all := fixtureGroup()
	for i, code := range []string{"ITC1", "ITF2", "ITH1", "ITC2"} {
		place := series.Code{List: "nuts2021", Value: code}
		places = append(places, place)
		r := inTerritory(fixtureGroup(), place, float64(i+1))
		all.Composites, all.Parts = append(all.Composites, r.Composites...), append(all.Parts, r.Parts...)
		all.Ratings, all.Agreements = append(all.Ratings, r.Ratings...), append(all.Agreements, r.Agreements...)
		all.Places, all.Pairs, all.Dissents = append(all.Places, r.Places...), append(all.Pairs, r.Pairs...), append(all.Dissents, r.Dissents...)
		all.Taus, all.Choices, all.Scopes = append(all.Taus, r.Taus...), append(all.Choices, r.Choices...), append(all.Scopes, r.Scopes...)
	}
	// One row a cell and place, as the engine gives them: their order is then that of the table.
	seen := map[string]bool{}
	all.Places = slices.DeleteFunc(all.Places, func(p warehouse.RankShare) bool {
		key := fmt.Sprint(p.Cell, p.Place)
		double := seen[key]
		seen[key] = true
		return double
	})
	run := warehouse.Run{ID: diagnosisStep + "-2", Step: diagnosisStep, Fingerprint: "g", AsOf: s.AsOf}
	if err := s.DB.SaveDiagnosis(t.Context(), run, all); err != nil {
		t.Fatal(err)
	}
	read := func(place series.Code, shared *Shared) *diagnosed {
		mine := *s
		mine.Territory, mine.Shared = place, shared
		g, err := mine.diagnosis(t.Context(), warehouse.KindOccupation, place)
		if err != nil || g == nil {
			t.Errorf("%v: %v, %v", place, g, err)
		}
		return g
	}
	if len(places) <= fewEditions {
		t.Fatal("these editions read each for itself")
	}
	shared := &Shared{Territories: places}
	together := make([]*diagnosed, len(places))
	var wait sync.WaitGroup
	for i, place := range places {
		wait.Go(func() { together[i] = read(place, shared) })
	}
	wait.Wait()
	for i, place := range places {
		alone := read(place, &Shared{})
		if diff := cmp.Diff(alone, together[i], cmp.AllowUnexported(diagnosed{}, pulled{}), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%v (-alone +together)\n%s", place, diff)
		}
		if want := 90 - float64(i); alone.cells[0].Score != want {
			t.Errorf("%v: score %v, want %v", place, alone.cells[0].Score, want)
		}
	}
}
