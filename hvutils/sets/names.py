"""The host names that sets are drawn with: rivers, each one word of plain letters.

None is a word of the course, the name of a machine of the pool, or short enough to stand in
probe output by chance.
"""

from __future__ import annotations

__all__ = ["HOSTS"]

HOSTS = (
    *("adige", "akagera", "allier", "alster", "aniene", "aragvi", "ardeche", "aurino"),
    *("avoca", "awash", "barrow", "bidasoa", "blavet", "borcea", "boyne", "brenta"),
    *("charente", "cherwell", "chopok", "colne", "corrib", "dalalven", "darent", "deben"),
    *("dender", "derwent", "desna", "dijle", "dinkel", "dniester", "dommel", "dordogne"),
    *("dourado", "drina", "duddon", "durance", "eider", "elorn", "emscher", "erewash"),
    *("erdre", "eresma", "esino", "evrotas", "fergus", "foyle", "fulda", "garonne"),
    *("gauja", "genil", "glomma", "gravona", "guadiana", "halda", "hamble", "havel"),
    *("henares", "huecha", "hunte", "ijssel", "ilmenau", "indre", "ipoly", "irwell"),
    *("isere", "itchen", "jagst", "jihlava", "jizera", "kemijoki", "kennet", "kinzig"),
    *("kocher", "kupa", "lagan", "laborec", "leitha", "lesse", "liffey", "limmat"),
    *("ljubija", "lovat", "lozoya", "luznice", "lynher", "maggia", "maritsa", "mayenne"),
    *("medway", "meurthe", "mincio", "mondego", "morava", "moselle", "mulde", "narew"),
    *("neckar", "neris", "nethe", "neretva", "nestos", "neuse", "nidda", "nidelva"),
    *("niers", "nitra", "notec", "odiel", "ogosta", "oglio", "oise", "ombrone", "oreti"),
    *("orlice", "oulujoki", "pegnitz", "pilica", "piave", "pinios", "pregola", "prosna"),
    *("ravnica", "regnitz", "reuss", "rienz", "rioni", "roer", "rother", "salzach"),
    *("sambre", "saone", "sarthe", "sava", "sazava", "segura", "senegal", "severn"),
    *("shannon", "sieg", "siret", "skeena", "sorgue", "spree", "stura", "swale", "tamar"),
    *("tambre", "tamega", "taro", "tavy", "teifi", "tenojoki", "ternava", "tevere"),
    *("thaya", "thurso", "tiber", "tisza", "torne", "trent", "tweed", "unstrut"),
    *("usmanka", "vantaa", "vardar", "varta", "vechte", "vidourle", "vilaine", "vistula"),
    *("vltava", "volkhov", "vouga", "warnow", "warta", "weaver", "welland", "wensum"),
    *("weser", "wharfe", "wieprz", "wisla", "wutach", "yantra", "yarra", "yonne"),
    *("zadorra", "zezere", "zschopau", "zujar"),
)
