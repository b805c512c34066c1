package warehouse

import (
	"time"

	"fabbisogno/datasets/series"
)

// observationRows are the rows of core__observation, in the order of its columns.
func (l Load) observationRows(t *tally) bulk {
	s, obs := l.Snapshot, l.Observations
	columns := []bulkColumn{
		{name: "sha256", text: func(int) string { return s.SHA256 }},
		{name: "table_id", text: func(int) string { return s.Table }},
		{name: "row_number", whole: func(i int) int64 { return obs[i].Row }},
		{name: "column_name", text: func(i int) string { return obs[i].Column }},
	}
	columns = append(columns, keyColumns(func(i int) *series.Key { return &obs[i].Key })...)
	b := bulk{table: "core__observation", rows: len(obs), columns: append(columns,
		bulkColumn{name: "freq", text: func(i int) string { return obs[i].Freq.String() }},
		bulkColumn{name: "period", text: func(i int) string { return obs[i].Period }},
		bulkColumn{name: "period_start", day: func(i int) time.Time { return obs[i].start() }},
		bulkColumn{name: "value", number: func(i int) float64 { return obs[i].Value }},
		bulkColumn{name: "status", text: func(i int) string { return obs[i].Status }},
		bulkColumn{name: "note", text: func(i int) string { return obs[i].Note }},
		bulkColumn{name: "released", day: func(i int) time.Time { return obs[i].released(s) }},
		bulkColumn{name: "vintage", text: func(i int) string { return obs[i].vintage(s) }},
		bulkColumn{name: "is_synthetic", flag: func(int) bool { return s.IsSynthetic }},
		bulkColumn{name: "exact", text: func(i int) string { return obs[i].Exact }},
	)}
	if l.Counts.Observations >= dictionaryFrom {
		b.observed = &observed{s, func() []Observation { return obs }, dictionaryRows}
	}
	if l.Rows != nil {
		b.batches = func(yield func(int, error) bool) {
			for batch, err := range t.batches(l) {
				obs = batch.Observations // which the columns give
				if !yield(len(obs), err) {
					return
				}
			}
		}
	}
	return b
}

// released is the observation's own release day where it names one, because a
// file may hold many editions of one series, and that of the file elsewhere.
func (o *Observation) released(s Snapshot) time.Time {
	if o.Released.IsZero() {
		return s.Released
	}
	return o.Released
}

// vintage is the observation's own edition, or that of the file.
func (o *Observation) vintage(s Snapshot) string {
	if o.Vintage == "" {
		return s.Vintage
	}
	return o.Vintage
}

// keyColumns are the columns of a series key, as observations and forecasts have them.
func keyColumns(key func(i int) *series.Key) []bulkColumn {
	return []bulkColumn{
		{name: "measure", text: func(i int) string { return key(i).Measure }},
		{name: "unit", text: func(i int) string { return key(i).Unit }},
		{name: "territory_list", text: func(i int) string { return key(i).Territory.List }},
		{name: "territory", text: func(i int) string { return key(i).Territory.Value }},
		{name: "industry_list", text: func(i int) string { return key(i).Industry.List }},
		{name: "industry", text: func(i int) string { return key(i).Industry.Value }},
		{name: "occupation_list", text: func(i int) string { return key(i).Occupation.List }},
		{name: "occupation", text: func(i int) string { return key(i).Occupation.Value }},
		{name: "citizenship_list", text: func(i int) string { return key(i).Citizenship.List }},
		{name: "citizenship", text: func(i int) string { return key(i).Citizenship.Value }},
		{name: "sex", text: func(i int) string { return key(i).Sex }},
		{name: "age", text: func(i int) string { return key(i).Age }},
		{name: "other", text: func(i int) string { return key(i).Other }},
	}
}

// start is the first day, from the period where it was not given.
func (o *Observation) start() time.Time {
	if !o.PeriodStart.IsZero() || o.Freq == 0 {
		return o.PeriodStart
	}
	p, err := series.ParseStored(o.Period)
	if err != nil {
		return o.PeriodStart // check refused it before
	}
	return p.First()
}

func (l Load) rejectedRows() bulk {
	s, rej := l.Snapshot, l.Rejected
	b := bulk{table: "meta__rejected", rows: len(rej), columns: []bulkColumn{
		{name: "sha256", text: func(int) string { return s.SHA256 }},
		{name: "table_id", text: func(int) string { return s.Table }},
		{name: "file_name", text: func(i int) string { return rej[i].FileName }},
		{name: "row_number", whole: func(i int) int64 { return rej[i].Row }},
		{name: "column_name", text: func(i int) string { return rej[i].Column }},
		{name: "value_text", text: func(i int) string { return rej[i].Value }},
		{name: "rule", text: func(i int) string { return rej[i].Rule }},
		{name: "message", text: func(i int) string { return rej[i].Message }},
		{name: "hint", text: func(i int) string { return rej[i].Hint }},
	}}
	if l.Rows != nil && l.Counts.Rejected > 0 {
		b.batches = func(yield func(int, error) bool) {
			for batch, err := range (&tally{}).batches(l) {
				rej = batch.Rejected
				if !yield(len(rej), err) {
					return
				}
			}
		}
	}
	return b
}

func (l Load) issueRows() bulk {
	s, issues := l.Snapshot, l.Issues
	return bulk{table: "meta__issue", rows: len(issues), columns: []bulkColumn{
		{name: "sha256", text: func(int) string { return s.SHA256 }},
		{name: "table_id", text: func(int) string { return s.Table }},
		{name: "severity", text: func(i int) string { return issues[i].Severity }},
		{name: "rule", text: func(i int) string { return issues[i].Rule }},
		{name: "series_key", text: func(i int) string { return issues[i].Key }},
		{name: "message", text: func(i int) string { return issues[i].Message }},
	}}
}

func (l Load) skipRows() bulk {
	s, skips := l.Snapshot, l.Skips
	return bulk{table: "meta__ledger_skip", rows: len(skips), columns: []bulkColumn{
		{name: "sha256", text: func(int) string { return s.SHA256 }},
		{name: "table_id", text: func(int) string { return s.Table }},
		{name: "rule", text: func(i int) string { return skips[i].Rule }},
		{name: "rows", whole: func(i int) int64 { return skips[i].Rows }},
	}}
}
