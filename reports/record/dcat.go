package record

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"fabbisogno/reports/page"
)

// Controlled vocabularies that the profile prescribes.
const (
	themeSociety  = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
	themeEconomy  = "http://publications.europa.eu/resource/authority/data-theme/ECON"
	monthly       = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
	fileType      = "http://publications.europa.eu/resource/authority/file-type/"
	ccBy4         = "http://creativecommons.org/licenses/by/4.0/"
	attribution   = "http://purl.org/adms/licencetype/Attribution"
	xsdDate       = "http://www.w3.org/2001/XMLSchema#date"
	xsdDecimal    = "http://www.w3.org/2001/XMLSchema#decimal"
	themeTaxonomy = "http://publications.europa.eu/resource/authority/data-theme"
)

// languages of the site in the list of the profile.
var languages = map[string]string{
	"it": "http://publications.europa.eu/resource/authority/language/ITA",
	"en": "http://publications.europa.eu/resource/authority/language/ENG",
}

// rdf is the document: catalogue, data sets, distributions, the agent, the licence.
type rdf struct {
	XMLName  xml.Name `xml:"rdf:RDF"`
	RDF      string   `xml:"xmlns:rdf,attr"`
	RDFS     string   `xml:"xmlns:rdfs,attr"`
	DCT      string   `xml:"xmlns:dct,attr"`
	DCAT     string   `xml:"xmlns:dcat,attr"`
	DCATAPIT string   `xml:"xmlns:dcatapit,attr"`
	FOAF     string   `xml:"xmlns:foaf,attr"`
	VCARD    string   `xml:"xmlns:vcard,attr"`
	OWL      string   `xml:"xmlns:owl,attr"`
	Nodes    []node
}

// node is an element of RDF/XML: a resource or a property.
type node struct {
	name     string
	about    string // rdf:about
	resource string // rdf:resource
	lang     string
	datatype string
	text     string
	children []node
}

// MarshalXML writes the node; the encoder escapes names of resources and texts.
func (n node) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	start := xml.StartElement{Name: xml.Name{Local: n.name}}
	for _, a := range [][2]string{{"rdf:about", n.about}, {"rdf:resource", n.resource}, {"xml:lang", n.lang}, {"rdf:datatype", n.datatype}} {
		if a[1] != "" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: a[0]}, Value: a[1]})
		}
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if n.text != "" {
		if err := e.EncodeToken(xml.CharData(n.text)); err != nil {
			return err
		}
	}
	for _, c := range n.children {
		if err := c.MarshalXML(e, start); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

func text(name, lang, value string) node { return node{name: name, lang: lang, text: value} }
func to(name, resource string) node      { return node{name: name, resource: resource} }
func day(name string, value time.Time) node {
	return node{name: name, datatype: xsdDate, text: iso(value)}
}
func isA(class string) node          { return to("rdf:type", class) }
func (n *node) add(children ...node) { n.children = append(n.children, children...) }
func (n node) has(name string) bool  { return n.count(name) > 0 }
func both(name string, it, en string) []node {
	return []node{text(name, "it", it), text(name, "en", en)}
}

func (n node) count(name string) int {
	k := 0
	for _, c := range n.children {
		if c.name == name && (c.text != "" || c.resource != "" || len(c.children) > 0) {
			k++
		}
	}
	return k
}

// mandatory are the properties each class must have, by the profile.
var mandatory = map[string][]string{
	"dcatapit:Catalog":         {"dct:title", "dct:description", "dct:publisher", "dct:modified", "dcat:dataset"},
	"dcatapit:Dataset":         {"dct:identifier", "dct:title", "dct:description", "dct:modified", "dcat:theme", "dct:rightsHolder", "dct:accrualPeriodicity", "dcat:distribution"},
	"dcatapit:Distribution":    {"dct:format", "dcat:accessURL", "dct:license"},
	"dcatapit:Agent":           {"dct:identifier", "foaf:name"},
	"dcatapit:LicenseDocument": {"dct:type", "foaf:name"},
	"dcatapit:Organization":    {"vcard:fn", "vcard:hasEmail"},
	"dcatapit:PeriodOfTime":    {"dcatapit:startDate"},
}

// catalogue is the record by DCAT-AP_IT.
func (s Site) catalogue() ([]byte, error) {
	doc := rdf{RDF: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", RDFS: "http://www.w3.org/2000/01/rdf-schema#", DCT: "http://purl.org/dc/terms/",
		DCAT: "http://www.w3.org/ns/dcat#", DCATAPIT: "http://dati.gov.it/onto/dcatapit#", FOAF: "http://xmlns.com/foaf/0.1/",
		VCARD: "http://www.w3.org/2006/vcard/ns#", OWL: "http://www.w3.org/2002/07/owl#"}
	if len(s.Editions) == 0 {
		return nil, errors.New("no edition to describe")
	}
	words := page.Words()
	at := page.CataloguePath
	root := s.address(at, "index.html")
	catalogue := node{name: "dcatapit:Catalog", about: root + "#catalogue"}
	catalogue.add(isA(doc.DCAT + "Catalog"))
	catalogue.add(both("dct:title", words["landing.title"].IT, words["landing.title"].EN)...)
	catalogue.add(both("dct:description", words["landing.lede"].IT, words["landing.lede"].EN)...)
	catalogue.add(to("dct:publisher", root+"#publisher"), to("foaf:homepage", root), to("dcat:themeTaxonomy", themeTaxonomy))
	for _, lang := range page.Langs() {
		catalogue.add(to("dct:language", languages[lang]))
	}
	newest := s.Editions[0].Released
	var nodes []node
	for _, e := range s.Editions {
		if m := modified(e.Record); m.After(newest) {
			newest = m
		}
		catalogue.add(to("dcat:dataset", s.dataset(e)+"#dataset"))
		nodes = append(nodes, s.datasetNode(doc, e, root))
		nodes = append(nodes, s.distributions(doc, e)...)
	}
	catalogue.add(day("dct:modified", newest))
	agent := node{name: "dcatapit:Agent", about: root + "#publisher"}
	agent.add(isA(doc.FOAF+"Agent"), text("dct:identifier", "", cmp.Or(s.Publisher.ID, strings.ToLower(programName))), text("foaf:name", "it", s.Publisher.name()), text("foaf:name", "en", s.Publisher.name()))
	licence := node{name: "dcatapit:LicenseDocument", about: ccBy4}
	licence.add(isA(doc.DCT+"LicenseDocument"), to("dct:type", attribution), text("foaf:name", "", "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)"), text("owl:versionInfo", "", "4.0"))
	doc.Nodes = append([]node{catalogue}, append(nodes, agent, licence)...)
	if s.Publisher.Contact != "" {
		contact := node{name: "dcatapit:Organization", about: root + "#contact"}
		contact.add(isA(doc.VCARD+"Organization"), isA(doc.VCARD+"Kind"), text("vcard:fn", "", s.Publisher.name()), to("vcard:hasEmail", "mailto:"+s.Publisher.Contact))
		doc.Nodes = append(doc.Nodes, contact)
	}
	for _, n := range doc.Nodes {
		if err := complete(n); err != nil {
			return nil, err
		}
	}
	return document(doc)
}

// complete refuses a resource without what the profile makes mandatory.
func complete(n node) error {
	for _, name := range mandatory[n.name] {
		if !n.has(name) {
			return fmt.Errorf("%s %s: no %s, which the profile makes mandatory", n.name, n.about, name)
		}
	}
	return nil
}

// dataset is the address of an edition's data.
func (s Site) dataset(e Entry) string {
	return s.address(page.CataloguePath, page.ReportPath(e.Stub(), "it", e.Label))
}

func (s Site) datasetNode(doc rdf, e Entry, root string) node {
	stub, words := e.Stub(), page.Words()
	n := node{name: "dcatapit:Dataset", about: s.dataset(e) + "#dataset"}
	n.add(isA(doc.DCAT+"Dataset"), text("dct:identifier", "", "fabbisogno:"+e.ID+":"+e.Label))
	n.add(both("dct:title", e.Title.IT+", "+e.Label, e.Title.EN+", "+e.Label)...)
	about := [2]string{words["dcat.dataset"].IT, words["dcat.dataset"].EN}
	if e.IsSynthetic {
		about = [2]string{words["demo.title"].IT + " " + about[0], words["demo.title"].EN + " " + about[1]}
	}
	n.add(both("dct:description", strings.TrimSpace(about[0]+" "+e.Finding.IT), strings.TrimSpace(about[1]+" "+e.Finding.EN))...)
	n.add(to("dcat:theme", themeSociety), to("dcat:theme", themeEconomy), to("dct:rightsHolder", root+"#publisher"), to("dct:publisher", root+"#publisher"),
		to("dct:accrualPeriodicity", monthly), day("dct:issued", e.Released), day("dct:modified", modified(e.Record)), text("owl:versionInfo", "", e.Label))
	for _, lang := range page.Langs() {
		n.add(to("dct:language", languages[lang]), to("dcat:landingPage", s.address(page.CataloguePath, page.ReportPath(stub, lang, e.Label))))
	}
	for _, word := range []string{"mercato del lavoro", "fabbisogni professionali"} {
		n.add(text("dcat:keyword", "it", word))
	}
	for _, word := range []string{"labour market", "professional needs"} {
		n.add(text("dcat:keyword", "en", word))
	}
	place := node{name: "dct:Location"}
	place.add(text("dct:identifier", "", e.Territory), text("rdfs:label", "it", e.Name.IT), text("rdfs:label", "en", e.Name.EN))
	n.add(node{name: "dct:spatial", children: []node{place}})
	if s.Publisher.Contact != "" {
		n.add(to("dcat:contactPoint", root+"#contact"))
	}
	n.add(to("dcat:distribution", s.dataset(e)+"#zip"), to("dcat:distribution", s.dataset(e)+"#json"))
	return n
}

// distributions of an edition: all figures as CSV in one archive, and its record.
func (s Site) distributions(doc rdf, e Entry) []node {
	stub, words := e.Stub(), page.Words()
	var out []node
	for _, d := range []struct {
		id, path, format, title string
		bytes                   int64
	}{
		{"zip", page.ZipPath(stub), "CSV", "dcat.zip", e.ZipBytes},
		{"json", page.RecordPath(stub), "JSON", "dcat.json", 0},
	} {
		n := node{name: "dcatapit:Distribution", about: s.dataset(e) + "#" + d.id}
		n.add(isA(doc.DCAT + "Distribution"))
		n.add(both("dct:title", words[d.title].IT, words[d.title].EN)...)
		n.add(to("dct:format", fileType+d.format), to("dcat:accessURL", s.dataset(e)), to("dcat:downloadURL", s.address(page.CataloguePath, d.path)),
			to("dct:license", ccBy4), day("dct:modified", modified(e.Record)))
		if d.bytes > 0 {
			n.add(node{name: "dcat:byteSize", datatype: xsdDecimal, text: fmt.Sprint(d.bytes)})
		}
		out = append(out, n)
	}
	return out
}
