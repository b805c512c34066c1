package sample

import (
	"time"

	"fabbisogno/datasets/series"
)

// Spans of the demonstration data: what would have been out on 20 November 2026.
const (
	firstMonth    = "2015-01"
	lastMonth     = "2026-10"
	primaryFrom   = "2025-06" // agriculture enters the Excelsior field
	firstVacancy  = "2016-Q1"
	lastVacancy   = "2026-Q3"
	priorVacancy  = "2026-Q2" // an earlier edition, so that there is a revision
	firstLabour   = "2015-Q1"
	lastLabour    = "2026-Q2"
	releaseDay    = 10 // monthly workbooks come out about the tenth of their month
	syntheticMark = "_SYNTHETIC"
)

// plan lists the files in the order in which they are loaded: by release, those of
// months from since on. With a nil model the files can be listed but not built.
func plan(m *model, since series.Period) []job {
	var jobs []job
	first := series.MustPeriod(firstMonth)
	for i := range series.MustPeriod(lastMonth).Since(first) + 1 {
		p := first.Add(i)
		if !since.IsZero() && p.Since(since) < 0 {
			continue
		}
		released := time.Date(p.Year(), time.Month(p.Sub()), releaseDay, 0, 0, 0, 0, time.UTC)
		jobs = append(jobs, job{
			File:  File{"excelsior_" + p.String() + syntheticMark + ".xlsx", "excelsior_monthly", released, p.String()},
			build: func() ([]byte, error) { return m.workbook(i) },
		})
		if i >= series.MustPeriod(firstHomeMonth).Since(first) {
			jobs = append(jobs, job{
				File:  File{"excelsior_piemonte_" + p.String() + syntheticMark + ".xlsx", "excelsior_monthly", released, p.String()},
				build: func() ([]byte, error) { return m.homeBook(i) },
			})
		}
	}
	add := func(table, flow, vintage, released string, build func() ([]byte, error)) {
		day, err := time.Parse(time.DateOnly, released)
		if err != nil {
			panic("sample: " + err.Error())
		}
		jobs = append(jobs, job{File{flow + "_" + vintage + syntheticMark + ".csv", table, day, vintage}, build})
	}
	// ISTAT: vacancies 60 days after the quarter (flash of the third quarter: 47), labour force 72.
	add("istat_vacancies", flowVacancies, priorVacancy, "2026-08-29", func() ([]byte, error) { return m.vacancyFile(priorVacancy) })
	for _, f := range labourFlows() {
		add(f.table, f.flow, lastLabour, "2026-09-11", func() ([]byte, error) { return m.labourFile(f) })
	}
	add("istat_vacancies", flowVacancies, lastVacancy, "2026-11-16", func() ([]byte, error) { return m.vacancyFile(lastVacancy) })
	return jobs
}
