package sdmxml

import (
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"

	"github.com/google/go-cmp/cmp"
)

const structureMessage = `<m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">
<m:Header/><m:Structures>
<s:Codelists><s:Codelist id="CL_GEO" agencyID="X" version="2.0"><c:Name xml:lang="it">Territorio</c:Name><c:Name xml:lang="en">Area</c:Name>
<s:Code id="IT"><c:Name xml:lang="it">Italia</c:Name></s:Code><s:Code id="ITC"><c:Name xml:lang="it">Nord-ovest</c:Name><s:Parent><Ref id="IT"/></s:Parent></s:Code></s:Codelist></s:Codelists>
<s:Concepts><s:ConceptScheme id="CS" agencyID="X"><c:Name>Concepts</c:Name><s:Concept id="GEO"><c:Name>Area</c:Name><s:CoreRepresentation><s:Enumeration><Ref agencyID="X" id="CL_GEO" version="2.0"/></s:Enumeration></s:CoreRepresentation></s:Concept></s:ConceptScheme></s:Concepts>
<s:Hierarchies><s:Hierarchy id="H"/></s:Hierarchies>
<s:DataStructures><s:DataStructure id="D" agencyID="X" version="1.0"><c:Name>Demo</c:Name><s:DataStructureComponents><s:DimensionList>
<s:Dimension id="GEO" position="2"><s:ConceptIdentity><Ref agencyID="X" maintainableParentID="CS" maintainableParentVersion="1.0" id="GEO"/></s:ConceptIdentity><s:LocalRepresentation><s:Enumeration><URN>urn:sdmx:org.sdmx.infomodel.codelist.Codelist=X:CL_GEO(2.0)</URN></s:Enumeration></s:LocalRepresentation></s:Dimension>
<s:Dimension position="1"><s:ConceptIdentity>urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=X:CS(1.0).FREQ</s:ConceptIdentity></s:Dimension>
<s:Dimension id="UNIT" position="3"/><s:TimeDimension id="TIME_PERIOD" position="4"/></s:DimensionList>
<s:Group id="G"><s:GroupDimension><s:DimensionReference><Ref id="GEO"/></s:DimensionReference></s:GroupDimension></s:Group>
<s:AttributeList><s:Attribute id="TITLE" assignmentStatus="Mandatory"><s:AttributeRelationship><s:Dimension><Ref id="GEO"/></s:Dimension></s:AttributeRelationship></s:Attribute></s:AttributeList>
<s:MeasureList><s:PrimaryMeasure id="OBS_VALUE"/></s:MeasureList></s:DataStructureComponents></s:DataStructure></s:DataStructures>
<s:Dataflows><s:Dataflow id="F" agencyID="X" version="1.1"><c:Name xml:lang="it">Flusso</c:Name><s:Structure><Ref agencyID="X" id="D" version="1.0"/></s:Structure></s:Dataflow></s:Dataflows>
<s:Constraints><s:ContentConstraint id="CC" agencyID="X" type="Actual"><c:Annotations><c:Annotation id="obs_count"><c:AnnotationTitle>12</c:AnnotationTitle><c:AnnotationType>sdmx_metrics</c:AnnotationType></c:Annotation></c:Annotations>
<s:ConstraintAttachment><s:Dataflow><Ref agencyID="X" id="F" version="1.1"/></s:Dataflow></s:ConstraintAttachment>
<s:CubeRegion include="true"><c:KeyValue id="GEO"><c:Value>IT</c:Value><c:Value>ITC</c:Value></c:KeyValue><c:KeyValue id="TIME_PERIOD"><c:TimeRange><c:StartPeriod>2020</c:StartPeriod><c:EndPeriod>2024</c:EndPeriod></c:TimeRange></c:KeyValue></s:CubeRegion></s:ContentConstraint></s:Constraints>
</m:Structures></m:Structure>`

func TestDefinitions(t *testing.T) {
	got, err := ReadDefinitions(strings.NewReader(structureMessage))
	if err != nil {
		t.Fatal(err)
	}
	want := &sdmx.Definitions{
		CodeLists: []sdmx.CodeList{{Name: sdmx.Name{Agency: "X", ID: "CL_GEO", Version: "2.0", Labels: sdmx.Labels{"it": "Territorio", "en": "Area"}},
			Codes: []sdmx.Code{{ID: "IT", Labels: sdmx.Labels{"it": "Italia"}}, {ID: "ITC", Parent: "IT", Labels: sdmx.Labels{"it": "Nord-ovest"}}}}},
		Schemes: []sdmx.ConceptScheme{{Name: sdmx.Name{Agency: "X", ID: "CS", Version: "1.0", Labels: sdmx.Labels{"en": "Concepts"}}, Concepts: []sdmx.Concept{{ID: "GEO", Labels: sdmx.Labels{"en": "Area"}, List: "X:CL_GEO(2.0)"}}}},
		Structures: []sdmx.Structure{{Name: sdmx.Name{Agency: "X", ID: "D", Version: "1.0", Labels: sdmx.Labels{"en": "Demo"}},
			Dimensions: []sdmx.Component{{ID: "FREQ", Scheme: "X:CS(1.0)", Concept: "FREQ"}, {ID: "GEO", Scheme: "X:CS(1.0)", Concept: "GEO", List: "X:CL_GEO(2.0)"}, {ID: "UNIT"}},
			Time:       "TIME_PERIOD", Measures: []sdmx.Component{{ID: "OBS_VALUE"}}, Attributes: []sdmx.Component{{ID: "TITLE", IsMandatory: true}},
			Groups: []sdmx.Group{{ID: "G", Dimensions: []string{"GEO"}}}}},
		Flows: []sdmx.Flow{{Name: sdmx.Name{Agency: "X", ID: "F", Version: "1.1", Labels: sdmx.Labels{"it": "Flusso"}}, Structure: "X:D(1.0)"}},
		Constraints: []sdmx.Constraint{{Name: sdmx.Name{Agency: "X", ID: "CC", Version: "1.0"}, IsActual: true, For: []string{"X:F(1.1)"}, Observations: 12,
			Regions: []sdmx.Region{{Keys: []sdmx.RegionKey{{ID: "GEO", Codes: []string{"IT", "ITC"}}, {ID: "TIME_PERIOD", Start: "2020", End: "2024"}}}}}},
		Others: []sdmx.Other{{Name: sdmx.Name{ID: "H", Version: "1.0"}, Kind: "Hierarchy"}},
		Notes:  []format.Note{{Rule: "structure-passed-over", Count: 1, Severity: "note", Message: "definitions of the kind Hierarchy are not read"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDefinitionsRefused(t *testing.T) {
	cases := []struct{ name, message, want string }{
		{"data", specific21 + head + `<m:DataSet>` + one + specificEnd, "the file holds data, not structures"},
		{"version_2.0", `<Structure xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"/>`, "structures of version 2.0 are not read"},
		{"cut", structureMessage[:len(structureMessage)-20], "line 18: not well formed: unexpected EOF"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Structures(strings.NewReader(c.message))
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
