package sample

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"fabbisogno/datasets/published"
)

// target is a published figure the demonstration data is made to agree with.
type target struct {
	period, territory, sector, occupation string
	measure, class                        string
	value, half                           float64 // in the unit of the model; half of the last printed digit
}

// readTargets reads the printed numbers of the main populations: no bound, no
// text, no other population or edition (column REF), no country quota.
func readTargets() ([]target, error) {
	var out []target
	for _, f := range published.Files() {
		rows, err := csv.NewReader(bytes.NewReader(f.Bytes)).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", f.Name, err)
		}
		at := map[string]int{}
		for i, name := range rows[0] {
			at[name] = i
		}
		for _, row := range rows[1:] {
			cell := func(name string) string { return row[at[name]] }
			if cell("value") == "" || cell("status") == "upper_bound" || cell("REF") != "" ||
				cell("citizenship") != "" || cell("sex") != "" || cell("CHANNEL") != "" {
				continue
			}
			t, err := newTarget(cell)
			if err != nil {
				return nil, fmt.Errorf("read %s, row %s: %w", f.Name, cell("id"), err)
			}
			out = append(out, t)
		}
	}
	return out, nil
}

func newTarget(cell func(string) string) (target, error) {
	text := cell("value")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return target{}, fmt.Errorf("value %q: %w", text, err)
	}
	half := 0.5
	if _, decimals, ok := strings.Cut(text, "."); ok {
		for range decimals {
			half /= 10
		}
	}
	switch cell("unit") {
	case "thousand":
		v, half = v*1000, half*1000
	case "contracts": // rounded to tens by Excelsior
		half = 5
	}
	return target{
		period: cell("period"), territory: cell("territory"), sector: cell("sector_group"),
		occupation: cell("OCCUPATION_LABEL"), measure: cell("measure"), class: cell("EMPLOYESS_CLASS"),
		value: v, half: half,
	}, nil
}

// find is the target of a period, place, sector and measure over all occupations.
func (m *model) find(period, territory, sector, measure string) (target, bool) {
	for _, t := range m.targets {
		if t.period == period && t.territory == territory && t.sector == sector && t.measure == measure && t.occupation == "" {
			return t, true
		}
	}
	return target{}, false
}

// bounds are the printed sums of sectors in a period and place, the total left out.
func (m *model) bounds(period, territory string) []bound {
	var out []bound
	for _, t := range m.targets {
		if t.period != period || t.territory != territory || t.measure != "planned_entries_persons" || t.occupation != "" {
			continue
		}
		if cells := m.sectorCells[t.sector]; len(cells) > 0 && t.sector != "TOTAL" {
			out = append(out, bound{cells, t.value, t.half})
		}
	}
	return out
}

// fixedShares are the printed shares of single sectors in a period.
func (m *model) fixedShares(period, measure string) map[int]float64 {
	out := map[int]float64{}
	for _, t := range m.targets {
		if t.period == period && t.territory == "IT" && t.measure == measure && t.occupation == "" {
			if cells := m.sectorCells[t.sector]; len(cells) == 1 {
				out[cells[0]] = t.value
			}
		}
	}
	return out
}
