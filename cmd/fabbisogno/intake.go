package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"fabbisogno/ingest"
	"fabbisogno/ingest/check"
	"fabbisogno/reports/intake"
	"fabbisogno/reports/locale"
	"fabbisogno/reports/page"
)

// listedExamples is how many rows of a file and rule a report holds.
const listedExamples = 5

// intakeRules are the quality rules as reports tell them.
func intakeRules() []intake.Rule {
	var out []intake.Rule
	for _, r := range check.Rules() {
		out = append(out, intake.Rule{Number: r.Number, Name: r.Name, Stage: r.Stage().Name, Effect: string(r.Effect),
			Severity: string(r.Severity()), What: r.Text()})
	}
	return out
}

// italian says what was said of a row in Italian.
func (p *pipeline) italian() func(rule, message, hint string) (string, string) {
	t := check.NewTranslator(p.cat)
	return func(rule, message, hint string) (string, string) { return t.Message(rule, message), t.Hint(hint) }
}

// tableTitles are the titles of the declared tables.
func (p *pipeline) tableTitles() map[string]intake.Text {
	out := map[string]intake.Text{}
	for _, t := range p.cat.Tables {
		out[t.ID] = t.Title
	}
	return out
}

// intakeReport is what became of the files of one command, from the warehouse.
func (p *pipeline) intakeReport(ctx context.Context, reports []ingest.Report, refusals []*ingest.SourceError) (intake.Report, error) {
	type place struct{ sha256, table string }
	outcome := map[place]string{}
	for _, r := range reports {
		at := place{r.SHA256, r.Table}
		switch {
		case r.AlreadyLoaded && outcome[at] == "":
			outcome[at] = "loaded_before"
		case r.AlreadyLoaded:
		case r.Reloaded:
			outcome[at] = "loaded_again"
		default:
			outcome[at] = "loaded"
		}
	}
	out, err := intake.Read(ctx, p.db, intake.Options{Rules: intakeRules(), Titles: p.tableTitles(), Examples: listedExamples, Italian: p.italian(),
		Only: func(sha256, table string) bool { return outcome[place{sha256, table}] != "" }})
	if err != nil {
		return out, withCode(exitStorage, "", err)
	}
	for i := range out.Files {
		f := &out.Files[i]
		f.Outcome = outcome[place{f.SHA256, f.Table}]
	}
	for _, e := range refusals {
		refused := intake.Refuse{File: e.File, Table: e.Table, Row: e.Row, Column: e.Column, Value: e.Value, Message: e.Err.Error(), Hint: e.Hint}
		for _, r := range intakeRules() {
			if r.Name == e.Rule {
				refused.Rule = r
			}
		}
		out.Refused = append(out.Refused, refused)
	}
	return out, nil
}

// publishedIntake is what became of the files that a report of a day may rest on.
func (p *pipeline) publishedIntake(ctx context.Context, asOf time.Time) (*intake.Report, error) {
	out, err := intake.Read(ctx, p.db, intake.Options{Rules: intakeRules(), Titles: p.tableTitles(), Examples: 1, Italian: p.italian(), AsOf: asOf})
	return &out, withCode(exitStorage, "", err)
}

// writeIntakePage writes the report as one file for a browser, whole or not at all.
func (p *pipeline) writeIntakePage(path, lang string, r intake.Report) error {
	body, err := page.IntakePage(r, locale.Lang(lang), version)
	if err != nil {
		return err
	}
	return p.a.writeResult(path, bytes.NewBuffer(body))
}

// reportLang refuses a language that nothing is told in.
func reportLang(lang string) error {
	for _, l := range page.Langs() {
		if l == lang {
			return nil
		}
	}
	return withCode(exitUsage, "--lang it or --lang en", fmt.Errorf("choose a language: there is none called %q", lang))
}
