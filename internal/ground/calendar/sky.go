package calendar

import "math"

// The sky after Jean Meeus: the instants of new moons after Astronomical
// Algorithms (2nd ed., 1998), ch. 49; the longitude of the sun after Astronomical
// Formulae for Calculators (4th ed., 1988), ch. 18, which goes beyond the low
// precision of the other book's ch. 25 by the five largest perturbations.

// moonNumber gives the number of a new moon near a day, counted from that of
// 06/01/2000 (ch. 49).
func moonNumber(d Day) int {
	return int(math.Floor((float64(d) + 2440587.5 - 2451550.09766) / 29.530588861))
}

// newMoonDay gives the day in Viet Nam of the k-th new moon, and the share of
// the day that has passed at its instant.
func newMoonDay(k int) (Day, float64) { return dayOfInstant(newMoon(k)) }

// newMoon gives the k-th new moon as a Julian day in dynamical time.
func newMoon(number int) float64 {
	k := float64(number)
	t := k / 1236.85
	t2 := t * t
	jde := 2451550.09766 + 29.530588861*k + 0.00015437*t2 - 0.000000150*t2*t + 0.00000000073*t2*t2
	e := 1 - 0.002516*t - 0.0000074*t2
	sun := 2.5534 + 29.10535670*k - 0.0000014*t2 - 0.00000011*t2*t
	moon := 201.5643 + 385.81693528*k + 0.0107582*t2 + 0.00001238*t2*t - 0.000000058*t2*t2
	node := 160.7108 + 390.67050284*k - 0.0016118*t2 - 0.00000227*t2*t + 0.000000011*t2*t2
	omega := 124.7746 - 1.56375588*k + 0.0020672*t2 + 0.00000215*t2*t
	for _, p := range newMoonTerms {
		factor := 1.0
		for range p.e {
			factor *= e
		}
		jde += p.days * factor * sine(p.sun*sun+p.moon*moon+p.node*node+p.omega*omega)
	}
	for i, p := range planetTerms {
		angle := p.at + p.by*k
		if i == 0 {
			angle -= 0.009173 * t2
		}
		jde += p.days * sine(angle)
	}
	return jde
}

// newMoonTerms are the periodic terms of a new moon, in days; e is the power of
// the eccentricity's factor (ch. 49, table on p. 351).
var newMoonTerms = []struct {
	days                   float64
	e                      int
	sun, moon, node, omega float64
}{
	{-0.40720, 0, 0, 1, 0, 0},
	{0.17241, 1, 1, 0, 0, 0},
	{0.01608, 0, 0, 2, 0, 0},
	{0.01039, 0, 0, 0, 2, 0},
	{0.00739, 1, -1, 1, 0, 0},
	{-0.00514, 1, 1, 1, 0, 0},
	{0.00208, 2, 2, 0, 0, 0},
	{-0.00111, 0, 0, 1, -2, 0},
	{-0.00057, 0, 0, 1, 2, 0},
	{0.00056, 1, 1, 2, 0, 0},
	{-0.00042, 0, 0, 3, 0, 0},
	{0.00042, 1, 1, 0, 2, 0},
	{0.00038, 1, 1, 0, -2, 0},
	{-0.00024, 1, -1, 2, 0, 0},
	{-0.00017, 0, 0, 0, 0, 1},
	{-0.00007, 0, 2, 1, 0, 0},
	{0.00004, 0, 0, 2, -2, 0},
	{0.00004, 0, 3, 0, 0, 0},
	{0.00003, 0, 1, 1, -2, 0},
	{0.00003, 0, 0, 2, 2, 0},
	{-0.00003, 0, 1, 1, 2, 0},
	{0.00003, 0, -1, 1, 2, 0},
	{-0.00002, 0, -1, 1, -2, 0},
	{-0.00002, 0, 1, 3, 0, 0},
	{0.00002, 0, 0, 4, 0, 0},
}

// planetTerms are the additional corrections, in days (ch. 49, p. 351 f.).
var planetTerms = []struct{ days, at, by float64 }{
	{0.000325, 299.77, 0.107408},
	{0.000165, 251.88, 0.016321},
	{0.000164, 251.83, 26.651886},
	{0.000126, 349.42, 36.412478},
	{0.000110, 84.66, 18.206239},
	{0.000062, 141.74, 53.303771},
	{0.000060, 207.14, 2.453732},
	{0.000056, 154.84, 7.306860},
	{0.000047, 34.52, 27.261239},
	{0.000042, 207.19, 0.121824},
	{0.000040, 291.34, 1.844379},
	{0.000037, 161.72, 24.198154},
	{0.000035, 239.56, 25.513099},
	{0.000023, 331.55, 3.592518},
}

// sunLongitude gives the apparent longitude of the sun in [0, 360) at a Julian
// day in dynamical time.
func sunLongitude(jde float64) float64 {
	t := (jde - 2415020) / 36525 // centuries since 31/12/1899, 12h
	mean := 279.69668 + t*(36000.76892+t*0.0003025)
	anomaly := 358.47583 + t*(35999.04975-t*(0.000150+t*0.0000033))
	center := (1.919460-t*(0.004789+t*0.000014))*sine(anomaly) +
		(0.020094-t*0.000100)*sine(2*anomaly) + 0.000293*sine(3*anomaly)
	perturbed := 0.00134*sine(90+153.23+22518.7541*t) + // Venus
		0.00154*sine(90+216.57+45037.5082*t) + // Venus
		0.00200*sine(90+312.69+32964.3577*t) + // Jupiter
		0.00179*sine(350.74+t*(445267.1142-t*0.00144)) + // the Moon
		0.00178*sine(231.19+20.20*t) // of long period
	apparent := -0.00569 - 0.00479*sine(259.18-1934.142*t) // aberration, nutation
	longitude := math.Mod(mean+center+perturbed+apparent, 360)
	if longitude < 0 {
		longitude += 360
	}
	return longitude
}

// deltaT is dynamical time less universal time, in days, after the polynomials
// of Espenak and Meeus (NASA/TP-2006-214141, 2006), within seconds; from 2005 on
// it is an outlook, 2150 to 2199 the parabola alone.
func deltaT(jd float64) float64 {
	y := 2000 + (jd-2451544.5)/365.2425
	var seconds float64
	switch t := y - 1900; {
	case y < 1920:
		seconds = -2.79 + t*(1.494119+t*(-0.0598939+t*(0.0061966-t*0.000197)))
	case y < 1941:
		t -= 20
		seconds = 21.20 + t*(0.84493+t*(-0.076100+t*0.0020936))
	case y < 1961:
		t -= 50
		seconds = 29.07 + t*(0.407-t/233+t*t/2547)
	case y < 1986:
		t -= 75
		seconds = 45.45 + t*(1.067-t/260-t*t/718)
	case y < 2005:
		t -= 100
		seconds = 63.86 + t*(0.3345+t*(-0.060374+t*(0.0017275+t*(0.000651814+t*0.00002373599))))
	case y < 2050:
		t -= 100
		seconds = 62.92 + t*(0.32217+t*0.005589)
	default:
		u := (y - 1820) / 100
		seconds = -20 + 32*u*u
		if y < 2150 {
			seconds -= 0.5628 * (2150 - y)
		}
	}
	return seconds / 86_400
}

func sine(degrees float64) float64 { return math.Sin(math.Mod(degrees, 360) * math.Pi / 180) }
