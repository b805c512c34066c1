package sample

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"

	"fabbisogno/datasets/series"
)

//go:embed data/*.csv
var data embed.FS

// profile is one of the embedded tables of fixed shares: rows by code, columns by name.
type profile struct {
	name  string
	codes []string
	cells map[string]map[string]float64
}

// readProfile reads a table; an empty cell is 0. Lines with # say where the numbers come from.
func readProfile(name string) (profile, error) {
	p := profile{name: name, cells: map[string]map[string]float64{}}
	f, err := data.Open("data/" + name + ".csv")
	if err != nil {
		return p, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return p, fmt.Errorf("read %s: %w", name, err)
	}
	for _, row := range rows[1:] {
		values := map[string]float64{}
		for j, text := range row[1:] {
			if text == "" {
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return p, fmt.Errorf("read %s, %s, column %s: %w", name, row[0], rows[0][j+1], err)
			}
			values[rows[0][j+1]] = v
		}
		p.codes = append(p.codes, row[0])
		p.cells[row[0]] = values
	}
	return p, nil
}

// column is one column in the order of the given codes.
func (p profile) column(name string, codes []string) []float64 {
	out := make([]float64, len(codes))
	for i, c := range codes {
		out[i] = p.cells[c][name]
	}
	return out
}

// level is a yearly column read on a line through the middles of the years.
func (p profile) level(name string, at series.Period) float64 {
	per := float64(at.Freq().PerYear())
	place := (float64(at.Sub()) - 0.5) / per // of the year
	from := at.Year()
	if place < 0.5 {
		from--
	}
	w := place - 0.5
	if w < 0 {
		w++
	}
	a := p.cells[strconv.Itoa(from)][name]
	b := p.cells[strconv.Itoa(from+1)][name]
	return a + w*(b-a)
}
