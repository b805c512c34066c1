package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"
)

const structureMessage = `<m:Structure` + rowsStart + ` xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"><m:Header><m:ID>x</m:ID></m:Header><m:Structures>` +
	`<s:Codelists><s:Codelist agencyID="IT1" id="CL_SEX" version="1.0"><c:Name xml:lang="it">Sesso</c:Name><s:Code id="1"><c:Name xml:lang="it">Maschi</c:Name></s:Code><s:Code id="2"/></s:Codelist></s:Codelists>` +
	`</m:Structures></m:Structure>`

// TestDefinitions keeps a structure message, says what it defines, and tells the
// warehouse nothing; a second time it is known.
func TestDefinitions(t *testing.T) {
	db := &memory{}
	g := newIngester(t, db)
	ctx := context.Background()
	rep, err := g.File(ctx, Request{Reader: strings.NewReader(structureMessage), Name: "CL_SEX.xml"})
	if err != nil {
		t.Fatal(err)
	}
	checkRuleNames(t, rep, nil)
	const want = "the message defines 1 code list with 2 codes; the first: IT1:CL_SEX(1.0)"
	if got := messageOf(rep, "definitions"); got != want || rep.Table != Definitions || rep.Counts.Read != 3 || rep.Counts.Skipped != 3 || len(db.loads) > 0 {
		t.Errorf("got %q, %+v", got, rep)
	}
	if err := g.Store.Verify(rep.SHA256); err != nil {
		t.Errorf("the bytes are not kept: %v", err)
	}
	again, err := g.Files(ctx, []Request{{Reader: strings.NewReader(structureMessage), Name: "CL_SEX.xml"}}, 1, nil)
	if err != nil || again[0].Err != nil || !again[0].Report.AlreadyLoaded {
		t.Errorf("the second time: %+v, %v", again, err)
	}
}

// TestDefinitionsAsTable refuses a structure message that is to be loaded as data.
func TestDefinitionsAsTable(t *testing.T) {
	_, err := newIngester(t, &memory{}).File(context.Background(), Request{Reader: strings.NewReader(structureMessage), Name: "x.xml", Table: "istat_vacancies"})
	var s *SourceError
	if !errors.As(err, &s) || s.Rule != "structure" {
		t.Errorf("got %v", err)
	}
}
