package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// Views of portals, made up in the form of the recorded ones: the first leaves
// out sex and duration, which the catalogue takes for totals.
const (
	viewHeader = `"ITTER107","Territory","TIPO_DATO_FOL","Data type","ETA1","Age class","TITOLO_STUDIO","Education","CITTADINANZA","Citizenship","TIME","Select time","Value","Flag Codes","Flags"` + "\r\n"
	viewRows   = `"IT","Italy","UNEM_R","unemployment rate","Y15-74","15-74 years","99","total","FRG","foreign","2019","2019",13.8,,` + "\r\n" +
		`"IT","Italy","UNEM_R","unemployment rate","Y15-74","15-74 years","7","upper","FRG","foreign","2019","2019",13.9,,` + "\r\n"
)

func TestViews(t *testing.T) {
	browser := "FREQ,Frequenza,REF_AREA,Territorio,DATA_TYPE,Indicatore,SEX,Sesso,AGE,Età,TIME_PERIOD,Osservazione\r\nQ,Trimestrale,IT,Italia,EMP_R,Tasso,9,Totale,Y15-64,15-64,2004-Q1,56.7\r\n"
	cases := []struct {
		name, file, text, table string
		rule, part              string // refused by, and what the message or hint must say
		assumed                 int
		key                     string
	}{
		{name: "I.Stat_columns_assumed", file: "DCCV_TAXDISOCCU1_12012025111208359.csv", text: viewHeader + viewRows, assumed: 2,
			key: "unemployment_rate_pct nuts2021:IT istat_citizenship:FRG T Y15-74"},
		{name: "browser_columns_assumed", file: "150_915_DF_DCCV_TAXOCCU1_6.csv", text: browser, assumed: 2,
			key: "employment_rate_pct nuts2021:IT istat_citizenship:TOTAL T Y15-64"},
		{name: "catalogue_says_nothing", file: "DCCV_TAXDISOCCU1_12012025111208359.csv",
			text: strings.ReplaceAll(strings.ReplaceAll(viewHeader+viewRows, `"ETA1","Age class",`, ""), `"Y15-74","15-74 years",`, ""),
			rule: "column-missing", part: `the column "AGE"`},
		{name: "rows_contradict_each_other", file: "DCCV_TAXDISOCCU1_12012025111208359.csv",
			text: viewHeader + viewRows + strings.Replace(viewRows, "13.8", "11.8", 1),
			rule: "view-ambiguous", part: "SEX, DURATION_UNEMPLOYMENT"},
		{name: "message_must_have_every_dimension", file: "x.csv",
			text: "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,AGE,EDU_LEV_HIGHEST,CITIZENSHIP,TIME_PERIOD,OBS_VALUE\nIT1:151_914(1.0),A,IT,UNEM_R,Y15-74,99,FRG,2019,13.8\n",
			rule: "column-missing", part: `the column "SEX"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := &memory{}
			rep, err := newIngester(t, db).File(context.Background(), Request{Reader: strings.NewReader(c.text), Name: c.file, Table: c.table})
			checkRuleNames(t, rep, err)
			if c.rule != "" {
				var s *SourceError
				if !errors.As(err, &s) || s.Rule != c.rule || !strings.Contains(s.Error()+s.Hint, c.part) || len(db.loads) > 0 {
					t.Errorf("got %v, want a refusal by %s that names %s", err, c.rule, c.part)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			assumed := 0
			for _, i := range rep.Issues {
				if i.Rule == "column-assumed" && i.Severity == "warning" {
					assumed++
				}
			}
			if got := db.loads[0].Observations[0].Key.String(); assumed != c.assumed || got != c.key {
				t.Errorf("%d columns assumed, key %q; want %d, %q", assumed, got, c.assumed, c.key)
			}
		})
	}
}
