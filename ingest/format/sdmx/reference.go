package sdmx

import "regexp"

// Reference writes AGENCY:ID(VERSION); what is not given is left out.
func Reference(agency, id, version string) string {
	if agency != "" {
		id = agency + ":" + id
	}
	if version != "" {
		id += "(" + version + ")"
	}
	return id
}

// urnForm is urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ECB:EXR(1.0), with an item behind a point.
var urnForm = regexp.MustCompile(`^\s*urn:sdmx:org\.sdmx\.infomodel\.[a-z]+\.([A-Za-z]+)=([A-Za-z0-9_.-]+:[A-Za-z0-9_@$-]+\([0-9A-Za-z.+*-]+\))(?:\.([A-Za-z0-9_@$.-]+))?`)

func ParseURN(urn string) (class, ref, item string) {
	if g := urnForm.FindStringSubmatch(urn); g != nil {
		return g[1], g[2], g[3]
	}
	return "", "", ""
}
