package publish

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ruleSuppressed holds tables and downloads to the same silence.
const ruleSuppressed = "a suppressed value is not shown"

// hidesSuppressed says whether the rows of a CSV that are suppressed hold no number.
func hidesSuppressed(body []byte) (bool, error) {
	text, italian := bytes.CutPrefix(body, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(text))
	if italian {
		r.Comma = ';'
	}
	records, err := r.ReadAll()
	if err != nil || len(records) == 0 {
		return false, fmt.Errorf("%d lines: %w", len(records), err)
	}
	status := slices.IndexFunc(records[0], func(h string) bool { return h == "status" || h == "stato" })
	for _, record := range records[1:] {
		if status < 0 || record[status] != "suppressed" && record[status] != "riservato" {
			continue
		}
		for i, head := range records[0] {
			if slices.Contains([]string{"value", "lower", "upper", "valore", "limite inferiore", "limite superiore"}, head) && record[i] != "" {
				return false, nil
			}
		}
	}
	return true, nil
}

// csvNumbers are all cells of a CSV that are numbers, sorted. The Italian form has a
// byte-order mark, semicolons and decimal commas.
func csvNumbers(body []byte) ([]float64, error) {
	text, italian := bytes.CutPrefix(body, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(text))
	if italian {
		r.Comma = ';'
	}
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) < 2 {
		return nil, fmt.Errorf("%d lines", len(records))
	}
	var out []float64
	for _, record := range records[1:] {
		for _, cell := range record {
			if italian {
				cell = strings.Replace(cell, ",", ".", 1)
			}
			if v, err := strconv.ParseFloat(cell, 64); err == nil && !math.IsNaN(v) {
				out = append(out, v)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// amongNumbers says whether a number, shown with the decimals of text, is among sorted
// values: within half of its last digit.
func amongNumbers(values []float64, number float64, text string) bool {
	_, decimals, _ := strings.Cut(text, ".")
	half := 0.5*math.Pow(10, -float64(len(decimals))) + 1e-9*math.Abs(number)
	i, _ := slices.BinarySearch(values, number-half)
	return i < len(values) && values[i] <= number+half
}
