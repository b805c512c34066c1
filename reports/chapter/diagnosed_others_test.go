package chapter

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

func TestOtherLists(t *testing.T) {
	cell := func(list, code string, rank float64) warehouse.Composite {
		return warehouse.Composite{Cell: warehouse.Cell{Unit: series.Code{List: list, Value: code}}, Rank: rank}
	}
	all := []warehouse.Composite{cell("cp2021", "1", 1), cell("cp2021", "2", 2), cell("isco08", "1", 1), cell("isco08", "2", math.NaN()), cell("lfs", "9", math.NaN())}
	got := otherLists(all, widestList(all))
	if len(got) != 1 || got["isco08"] != 1 {
		t.Errorf("%v, want the one unit of isco08 that has a place", got)
	}
	line := otherListLine(&diagnosed{kind: warehouse.KindOccupation}, "isco08", 9, 4)
	for _, want := range []string{"9 voci", "4 metodi", "unit_list = 'isco08'", "più corto"} {
		if !strings.Contains(line.IT, want) {
			t.Errorf("%q does not hold %q", line.IT, want)
		}
	}
	if !strings.Contains(line.EN, "9 items") || !strings.Contains(line.EN, "4 methods") {
		t.Errorf("%q", line.EN)
	}
}
