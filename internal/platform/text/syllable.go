package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The syllables of Vietnamese are few and regular: an onset, a rhyme, at most
// one tone. Bytes read in the wrong encoding hardly ever form them, which is
// what detection rests on. The lists are those of school grammar, with the
// rhymes of loan words in use (oong, ooc).
var onsets = setOf("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

var rhymes = setOf(`
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh uêt uêu ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyt uyu
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y ych yêm yên yêng yêt yêu yn ynh yt`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// isSyllable reports whether a word in NFC is a possible syllable.
func isSyllable(word string) bool {
	var tone rune
	bare := strings.Map(func(r rune) rune {
		if !isTone(r) {
			return r
		}
		if tone != 0 {
			tone = -1
		} else {
			tone = r
		}
		return -1
	}, norm.NFD.String(strings.ToLower(word)))
	if tone == -1 {
		return false
	}
	bare = norm.NFC.String(bare)
	if rhymeFits(bare, tone) {
		return true
	}
	for _, n := range []int{3, 2, 1} {
		cut := 0
		for i := range bare {
			if n == 0 {
				cut = i
				break
			}
			n--
		}
		if cut > 0 && onsets[bare[:cut]] && rhymeFits(bare[cut:], tone) {
			return true
		}
	}
	return false
}

// rhymeFits reports whether the rhyme exists and bears the tone: one that ends
// in c, ch, p or t has the acute or the dot below only.
func rhymeFits(rhyme string, tone rune) bool {
	if !rhymes[rhyme] {
		return false
	}
	stopped := strings.HasSuffix(rhyme, "c") || strings.HasSuffix(rhyme, "ch") ||
		strings.HasSuffix(rhyme, "p") || strings.HasSuffix(rhyme, "t")
	return !stopped || tone == '\u0301' || tone == '\u0323'
}
