// Package boundaries reads the areas of the Italian regions from a file that a
// workspace may hold, and makes outlines of them that are fit to be drawn: on a
// plane, of few points, one a NUTS 2 region.
//
// Read takes GeoJSON (RFC 7946, a FeatureCollection) and TopoJSON (a Topology),
// plain or gzip, in degrees of WGS 84. An area is known by NUTS_ID, or by the codes
// of Istat for region and province (COD_REG and COD_PROV, or reg_istat_code_num and
// prov_istat_code_num); provinces are joined into their region. No boundaries come
// with the program: whoever draws with a file names its source and licence.
package boundaries
