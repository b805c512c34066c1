package main

import (
	"context"
	"encoding/csv"
	"errors"
	"strconv"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/mapping"
)

// asideWords say what was set aside in the language asked for.
type asideWords struct {
	lang       string
	translator *check.Translator
}

// what a rule says.
func (w asideWords) what(r check.Rule) string { return r.Text().In(w.lang) }

// row is a row with its message and advice in the language.
func (w asideWords) row(r warehouse.SetAside) warehouse.SetAside {
	if w.lang == "it" {
		r.Message, r.Hint = w.translator.Message(r.Rule, r.Message), w.translator.Hint(r.Hint)
	}
	return r
}

// rejectedColumns head the CSV.
var rejectedColumns = []string{"table", "file", "sha256", "released", "vintage", "row", "column", "value", "rule_number", "rule", "state", "by_file",
	"message", "hint", "mapping_line"}

// rejectedCSV streams the rows; texts that a spreadsheet would take for formulas are quoted.
func (a *app) rejectedCSV(ctx context.Context, db *warehouse.DB, cat *catalog.Catalog, lists *codes.Set, f warehouse.AsideFilter, words asideWords) (open int64, err error) {
	out := csv.NewWriter(a.out)
	out.UseCRLF = true
	if err := out.Write(rejectedColumns); err != nil {
		return 0, err
	}
	err = db.EachSetAside(ctx, f, func(r warehouse.SetAside) error {
		r = words.row(r)
		rule, _ := check.RuleNamed(r.Rule)
		suggested := ""
		if r.State == "open" {
			open++
			if line, ok := mapping.Suggest(cat, lists, r.Table, r.Rule, r.Column, r.Value); ok {
				suggested = line.String()
			}
		}
		record := []string{r.Table, r.FileName, r.SHA256, r.Released.Format(time.DateOnly), r.Vintage, strconv.FormatInt(r.Row, 10), r.Column, r.Value,
			strconv.Itoa(rule.Number), r.Rule, r.State, r.ByFile, r.Message, r.Hint, suggested}
		for i := range record {
			record[i] = warehouse.Inert(record[i])
		}
		return out.Write(record)
	})
	out.Flush()
	return open, errors.Join(err, out.Error())
}
