"""lscpu's words in the locales that util-linux is translated to, and the vendors it names.

Source of the labels: the message catalogues of util-linux 2.38.1 (22 locales). An entry that
equals the English one is left out: translations are partial, so English is always accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hvutils.tables.words import Hypervisor

__all__ = ["LABELS", "TYPES", "VENDORS", "Label", "Vendor", "VirtualizationKind"]


class Label(Enum):
    """The lines of lscpu that say something about the platform."""

    ARCHITECTURE = "Architecture"
    BIOS_MODEL = "BIOS Model name"
    BIOS_VENDOR = "BIOS Vendor ID"
    BYTE_ORDER = "Byte Order"
    FLAGS = "Flags"
    HYPERVISOR = "Hypervisor"
    HYPERVISOR_VENDOR = "Hypervisor vendor"
    MAX_MHZ = "CPU max MHz"
    MIN_MHZ = "CPU min MHz"
    MODEL_NAME = "Model name"
    VENDOR_ID = "Vendor ID"
    VIRTUALIZATION = "Virtualization"
    VIRTUALIZATION_TYPE = "Virtualization type"


class VirtualizationKind(Enum):
    """lscpu's virtualization types, whatever the language."""

    NONE = "none"
    PARA = "para"
    FULL = "full"
    CONTAINER = "container"


@dataclass(frozen=True)
class Vendor:
    """A hypervisor vendor as lscpu prints it; never translated."""

    text: str
    hypervisor: Hypervisor
    strength: float
    source: str


VENDORS = (
    Vendor("Xen", Hypervisor.XEN, 0.9, "util-linux lscpu"),
    # VirtualBox and Parallels speak KVM's interface too: three recorded machines show it.
    Vendor("KVM", Hypervisor.KVM, 0.8, "util-linux lscpu"),
    Vendor("Microsoft", Hypervisor.HYPER_V, 0.7, "util-linux lscpu"),
    Vendor("VMware", Hypervisor.VMWARE, 0.9, "util-linux lscpu"),
    Vendor("Innotek", Hypervisor.VIRTUALBOX, 0.9, "util-linux lscpu"),
    # From the graphics adapter's PCI id 80ee:beef.
    Vendor("Oracle", Hypervisor.VIRTUALBOX, 0.9, "util-linux lscpu"),
    Vendor("Parallels", Hypervisor.PARALLELS, 0.9, "util-linux lscpu"),
    Vendor("pHyp", Hypervisor.POWERVM, 0.9, "util-linux lscpu"),
    Vendor("OS/400", Hypervisor.POWERVM, 0.8, "util-linux lscpu"),
    Vendor("User-mode Linux", Hypervisor.UML, 0.9, "util-linux lscpu"),
    Vendor("Hitachi", Hypervisor.OTHER, 0.9, "util-linux lscpu"),
    Vendor("Unisys-SPAR", Hypervisor.OTHER, 0.9, "util-linux lscpu"),
)

_TRANSLATIONS: tuple[tuple[str, Label, str], ...] = (
    ("cs", Label.ARCHITECTURE, "Architektura"),
    ("cs", Label.BIOS_MODEL, "Biosový název modelu"),
    ("cs", Label.BIOS_VENDOR, "Biosové ID výrobce"),
    ("cs", Label.BYTE_ORDER, "Pořadí bajtů"),
    ("cs", Label.FLAGS, "Příznaky"),
    ("cs", Label.HYPERVISOR_VENDOR, "Výrobce hypervizoru"),
    ("cs", Label.HYPERVISOR, "Hypervizor"),
    ("cs", Label.MODEL_NAME, "Název modelu"),
    ("cs", Label.VENDOR_ID, "ID výrobce"),
    ("cs", Label.VIRTUALIZATION_TYPE, "Druh virtualizace"),
    ("cs", Label.VIRTUALIZATION, "Virtualizace"),
    ("da", Label.ARCHITECTURE, "Arkitektur"),
    ("da", Label.BYTE_ORDER, "Byterækkefølge"),
    ("da", Label.FLAGS, "Flag"),
    ("da", Label.HYPERVISOR_VENDOR, "Hypervisorleverandør"),
    ("da", Label.MODEL_NAME, "Modelnavn"),
    ("da", Label.VENDOR_ID, "Leverandør-id"),
    ("da", Label.VIRTUALIZATION_TYPE, "Virtualisationstype"),
    ("da", Label.VIRTUALIZATION, "Virtualisation"),
    ("de", Label.ARCHITECTURE, "Architektur"),
    ("de", Label.BIOS_MODEL, "BIOS-Modellname"),
    ("de", Label.BIOS_VENDOR, "BIOS-Anbieterkennung"),
    ("de", Label.BYTE_ORDER, "Byte-Reihenfolge"),
    ("de", Label.FLAGS, "Markierungen"),
    ("de", Label.HYPERVISOR_VENDOR, "Hypervisor-Anbieter"),
    ("de", Label.MODEL_NAME, "Modellname"),
    ("de", Label.VENDOR_ID, "Anbieterkennung"),
    ("de", Label.VIRTUALIZATION_TYPE, "Virtualisierungstyp"),
    ("de", Label.VIRTUALIZATION, "Virtualisierung"),
    ("es", Label.ARCHITECTURE, "Arquitectura"),
    ("es", Label.BIOS_MODEL, "Nombre del modelo de BIOS"),
    ("es", Label.BIOS_VENDOR, "ID de fabricante de BIOS"),
    ("es", Label.BYTE_ORDER, "Orden de los bytes"),
    ("es", Label.FLAGS, "Indicadores"),
    ("es", Label.HYPERVISOR_VENDOR, "Fabricante del hipervisor"),
    ("es", Label.HYPERVISOR, "Hipervisor"),
    ("es", Label.MODEL_NAME, "Nombre del modelo"),
    ("es", Label.VENDOR_ID, "ID de fabricante"),
    ("es", Label.VIRTUALIZATION_TYPE, "Tipo de virtualización"),
    ("es", Label.VIRTUALIZATION, "Virtualización"),
    ("eu", Label.HYPERVISOR_VENDOR, "Hypervisor-earen fabrikatzailea"),
    ("eu", Label.VENDOR_ID, "Fabrikatzailearen IDa"),
    ("eu", Label.VIRTUALIZATION_TYPE, "Birtualizazio moeta"),
    ("eu", Label.VIRTUALIZATION, "Birtualizazioa"),
    ("fi", Label.BYTE_ORDER, "Tavujärjestys"),
    ("fi", Label.FLAGS, "Liput"),
    ("fi", Label.MODEL_NAME, "Mallinimi"),
    ("fi", Label.VIRTUALIZATION, "Virtualisointi"),
    ("fr", Label.BIOS_MODEL, "Nom de modèle BIOS"),
    ("fr", Label.BIOS_VENDOR, "Identifiant constructeur du BIOS"),
    ("fr", Label.BYTE_ORDER, "Boutisme"),
    ("fr", Label.FLAGS, "Drapeaux"),
    ("fr", Label.HYPERVISOR_VENDOR, "Constructeur d'hyperviseur"),
    ("fr", Label.HYPERVISOR, "Hyperviseur"),
    ("fr", Label.MODEL_NAME, "Nom de modèle"),
    ("fr", Label.VENDOR_ID, "Identifiant constructeur"),
    ("fr", Label.VIRTUALIZATION_TYPE, "Type de virtualisation"),
    ("fr", Label.VIRTUALIZATION, "Virtualisation"),
    ("gl", Label.ARCHITECTURE, "Arquitectura"),
    ("gl", Label.HYPERVISOR_VENDOR, "Fabricante do hypervisor"),
    ("gl", Label.VENDOR_ID, "ID do fabricante"),
    ("gl", Label.VIRTUALIZATION_TYPE, "Tipo de virtualización"),
    ("gl", Label.VIRTUALIZATION, "Virtualización"),
    ("hr", Label.ARCHITECTURE, "Arhitektura"),
    ("hr", Label.BIOS_MODEL, "BIOS ime Modela"),
    ("hr", Label.BIOS_VENDOR, "ID proizvođača BIOSA-a"),
    ("hr", Label.BYTE_ORDER, "Poredak bajtova"),
    ("hr", Label.FLAGS, "Flagovi"),
    ("hr", Label.HYPERVISOR_VENDOR, "Proizvođač hipervizora"),
    ("hr", Label.HYPERVISOR, "Hipervizor"),
    ("hr", Label.MODEL_NAME, "Ime modela"),
    ("hr", Label.VENDOR_ID, "ID proizvođača"),
    ("hr", Label.VIRTUALIZATION_TYPE, "Vrsta virtualizacije"),
    ("hr", Label.VIRTUALIZATION, "Virtualizacija"),
    ("id", Label.HYPERVISOR_VENDOR, "Pembuat Hypervisor"),
    ("id", Label.VENDOR_ID, "ID Pembuat"),
    ("id", Label.VIRTUALIZATION_TYPE, "Tipe virtualisasi"),
    ("id", Label.VIRTUALIZATION, "Virtualisasi"),
    ("ja", Label.ARCHITECTURE, "アーキテクチャ"),
    ("ja", Label.BYTE_ORDER, "バイト順序"),
    ("ja", Label.FLAGS, "フラグ"),
    ("ja", Label.HYPERVISOR_VENDOR, "ハイパーバイザのベンダー"),
    ("ja", Label.HYPERVISOR, "ハイパーバイザ"),
    ("ja", Label.MODEL_NAME, "モデル名"),
    ("ja", Label.VENDOR_ID, "ベンダー ID"),
    ("ja", Label.VIRTUALIZATION_TYPE, "仮想化タイプ"),
    ("ja", Label.VIRTUALIZATION, "仮想化"),
    ("nl", Label.ARCHITECTURE, "Architectuur"),
    ("nl", Label.BYTE_ORDER, "Bytevolgorde"),
    ("nl", Label.FLAGS, "Vlaggen"),
    ("nl", Label.HYPERVISOR_VENDOR, "Hypervisorproducent"),
    ("nl", Label.MODEL_NAME, "Modelnaam"),
    ("nl", Label.VENDOR_ID, "Producent-ID"),
    ("nl", Label.VIRTUALIZATION_TYPE, "Virtualisatiesoort"),
    ("nl", Label.VIRTUALIZATION, "Virtualisatie"),
    ("pl", Label.ARCHITECTURE, "Architektura"),
    ("pl", Label.BIOS_MODEL, "Nazwa modelu wg BIOS"),
    ("pl", Label.BIOS_VENDOR, "ID producenta BIOS-u"),
    ("pl", Label.BYTE_ORDER, "Kolejność bajtów"),
    ("pl", Label.FLAGS, "Flagi"),
    ("pl", Label.HYPERVISOR_VENDOR, "Producent hipernadzorcy"),
    ("pl", Label.HYPERVISOR, "Hipernadzorca"),
    ("pl", Label.MODEL_NAME, "Nazwa modelu"),
    ("pl", Label.VENDOR_ID, "ID producenta"),
    ("pl", Label.VIRTUALIZATION_TYPE, "Typ wirtualizacji"),
    ("pl", Label.VIRTUALIZATION, "Wirtualizacja"),
    ("pt", Label.ARCHITECTURE, "Arquitectura"),
    ("pt", Label.BIOS_MODEL, "Nome do modelo da BIOS"),
    ("pt", Label.BIOS_VENDOR, "ID de fornecedor da BIOS"),
    ("pt", Label.BYTE_ORDER, "Ordem de byte"),
    ("pt", Label.FLAGS, "Bandeiras"),
    ("pt", Label.HYPERVISOR_VENDOR, "Fornecedor do hipervisor"),
    ("pt", Label.HYPERVISOR, "Hipervisor"),
    ("pt", Label.MODEL_NAME, "Nome do modelo"),
    ("pt", Label.VENDOR_ID, "ID de fornecedor"),
    ("pt", Label.VIRTUALIZATION_TYPE, "Tipo de virtualização"),
    ("pt", Label.VIRTUALIZATION, "Virtualização"),
    ("pt_BR", Label.ARCHITECTURE, "Arquitetura"),
    ("pt_BR", Label.BIOS_MODEL, "Nome do modelo da BIOS"),
    ("pt_BR", Label.BIOS_VENDOR, "ID de fornecedor da BIOS"),
    ("pt_BR", Label.BYTE_ORDER, "Ordem dos bytes"),
    ("pt_BR", Label.FLAGS, "Opções"),
    ("pt_BR", Label.HYPERVISOR_VENDOR, "Fabricante do hipervisor"),
    ("pt_BR", Label.HYPERVISOR, "Hipervisor"),
    ("pt_BR", Label.MODEL_NAME, "Nome do modelo"),
    ("pt_BR", Label.VENDOR_ID, "ID de fornecedor"),
    ("pt_BR", Label.VIRTUALIZATION_TYPE, "Tipo de virtualização"),
    ("pt_BR", Label.VIRTUALIZATION, "Virtualização"),
    ("ru", Label.ARCHITECTURE, "Архитектура"),
    ("ru", Label.BYTE_ORDER, "Порядок байт"),
    ("ru", Label.FLAGS, "Флаги"),
    ("ru", Label.HYPERVISOR_VENDOR, "Разработчик гипервизора"),
    ("ru", Label.HYPERVISOR, "Гипервизор"),
    ("ru", Label.MODEL_NAME, "Имя модели"),
    ("ru", Label.VENDOR_ID, "ID прроизводителя"),
    ("ru", Label.VIRTUALIZATION_TYPE, "Тип виртуализации"),
    ("ru", Label.VIRTUALIZATION, "Виртуализация"),
    ("sv", Label.ARCHITECTURE, "Arkitektur"),
    ("sv", Label.BYTE_ORDER, "Byteordning"),
    ("sv", Label.FLAGS, "Flaggor"),
    ("sv", Label.HYPERVISOR_VENDOR, "Hypervisortillverkare"),
    ("sv", Label.MODEL_NAME, "Modellnamn"),
    ("sv", Label.VENDOR_ID, "Tillverkar-ID"),
    ("sv", Label.VIRTUALIZATION_TYPE, "Virtualiseringstyp"),
    ("sv", Label.VIRTUALIZATION, "Virtualisering"),
    ("tr", Label.ARCHITECTURE, "Mimari"),
    ("tr", Label.BYTE_ORDER, "Bayt Sıralaması"),
    ("tr", Label.FLAGS, "Bayraklar"),
    ("tr", Label.HYPERVISOR_VENDOR, "Hypervizör sağlayıcı"),
    ("tr", Label.HYPERVISOR, "Hypervizör"),
    ("tr", Label.MODEL_NAME, "Modem ismi"),
    ("tr", Label.VENDOR_ID, "Sağlayıcı Kimliği"),
    ("tr", Label.VIRTUALIZATION_TYPE, "Sanallaştırma tipi"),
    ("tr", Label.VIRTUALIZATION, "Sanallaştırma"),
    ("uk", Label.ARCHITECTURE, "Архітектура"),
    ("uk", Label.BIOS_MODEL, "Назва моделі BIOS"),
    ("uk", Label.BIOS_VENDOR, "Ідентифікатор виробника BIOS"),
    ("uk", Label.BYTE_ORDER, "Порядок байтів"),
    ("uk", Label.FLAGS, "Прапорці"),
    ("uk", Label.HYPERVISOR_VENDOR, "Виробник гіпервізора"),
    ("uk", Label.HYPERVISOR, "Гіпервізор"),
    ("uk", Label.MODEL_NAME, "Назва моделі"),
    ("uk", Label.VENDOR_ID, "Ідентифікатор виробника"),
    ("uk", Label.VIRTUALIZATION_TYPE, "Тип віртуалізації"),
    ("uk", Label.VIRTUALIZATION, "Віртуалізація"),
    ("vi", Label.ARCHITECTURE, "Kiến trúc"),
    ("vi", Label.BYTE_ORDER, "Thứ tự Byte"),
    ("vi", Label.HYPERVISOR_VENDOR, "Nhà cung cấp bộ ảo hóa"),
    # Vietnamese has one word for “Hypervisor” and “Virtualization”: only the latter is on x86.
    ("vi", Label.VIRTUALIZATION, "Ảo hóa"),
    ("vi", Label.MODEL_NAME, "Tên mô hình"),
    ("vi", Label.VENDOR_ID, "ID nhà sản xuất"),
    ("vi", Label.VIRTUALIZATION_TYPE, "Kiểu ảo hóa"),
    ("zh_CN", Label.ARCHITECTURE, "架构"),
    ("zh_CN", Label.BIOS_MODEL, "BIOS 型号名称"),
    ("zh_CN", Label.BIOS_VENDOR, "BIOS 厂商 ID"),
    ("zh_CN", Label.BYTE_ORDER, "字节序"),
    ("zh_CN", Label.FLAGS, "标记"),
    ("zh_CN", Label.HYPERVISOR_VENDOR, "超管理器厂商"),
    ("zh_CN", Label.HYPERVISOR, "超管理器"),
    ("zh_CN", Label.MODEL_NAME, "型号名称"),
    ("zh_CN", Label.VENDOR_ID, "厂商 ID"),
    ("zh_CN", Label.VIRTUALIZATION_TYPE, "虚拟化类型"),
    ("zh_CN", Label.VIRTUALIZATION, "虚拟化"),
    ("zh_TW", Label.ARCHITECTURE, "架構"),
    ("zh_TW", Label.HYPERVISOR_VENDOR, "Hypervisor 供應商"),
    ("zh_TW", Label.VENDOR_ID, "供應商識別號"),
    ("zh_TW", Label.VIRTUALIZATION_TYPE, "虛擬型態"),
    ("zh_TW", Label.VIRTUALIZATION, "虛擬"),
)

_TRANSLATED_TYPES: tuple[tuple[str, VirtualizationKind, str], ...] = (
    ("cs", VirtualizationKind.NONE, "žádná"),
    ("cs", VirtualizationKind.PARA, "paravirtualizace"),
    ("cs", VirtualizationKind.FULL, "plná"),
    ("cs", VirtualizationKind.CONTAINER, "kontejnerová"),
    ("da", VirtualizationKind.NONE, "ingen"),
    ("da", VirtualizationKind.FULL, "fuld"),
    ("de", VirtualizationKind.NONE, "kein"),
    ("de", VirtualizationKind.PARA, "neben"),
    ("de", VirtualizationKind.FULL, "voll"),
    ("de", VirtualizationKind.CONTAINER, "Container"),
    ("es", VirtualizationKind.NONE, "ninguno"),
    ("es", VirtualizationKind.FULL, "lleno"),
    ("es", VirtualizationKind.CONTAINER, "contenedor"),
    ("eu", VirtualizationKind.NONE, "ez"),
    ("fi", VirtualizationKind.NONE, "ei mitään"),
    ("fi", VirtualizationKind.FULL, "täysi"),
    ("fi", VirtualizationKind.CONTAINER, "säiliö"),
    ("fr", VirtualizationKind.NONE, "rien"),
    ("fr", VirtualizationKind.FULL, "complet"),
    ("fr", VirtualizationKind.CONTAINER, "conteneur"),
    ("id", VirtualizationKind.NONE, "kosong"),
    ("id", VirtualizationKind.FULL, "penuh"),
    ("ja", VirtualizationKind.NONE, "なし"),
    ("ja", VirtualizationKind.PARA, "準仮想化"),
    ("ja", VirtualizationKind.FULL, "完全仮想化"),
    ("ja", VirtualizationKind.CONTAINER, "コンテナ"),
    ("nl", VirtualizationKind.NONE, "geen"),
    ("nl", VirtualizationKind.PARA, "semi"),
    ("nl", VirtualizationKind.FULL, "compleet"),
    ("pl", VirtualizationKind.NONE, "brak"),
    ("pl", VirtualizationKind.FULL, "pełna"),
    ("pl", VirtualizationKind.CONTAINER, "kontener"),
    ("pt", VirtualizationKind.NONE, "nada"),
    ("pt", VirtualizationKind.FULL, "cheio"),
    ("pt", VirtualizationKind.CONTAINER, "contentor"),
    ("pt_BR", VirtualizationKind.NONE, "nenhum"),
    ("pt_BR", VirtualizationKind.FULL, "completo"),
    ("pt_BR", VirtualizationKind.CONTAINER, "recipiente"),
    ("ru", VirtualizationKind.NONE, "нет"),
    ("ru", VirtualizationKind.FULL, "полный"),
    ("ru", VirtualizationKind.CONTAINER, "контейнер"),
    ("sv", VirtualizationKind.NONE, "ingen"),
    ("sv", VirtualizationKind.CONTAINER, "behållare"),
    ("tr", VirtualizationKind.NONE, "hiçbiri"),
    ("tr", VirtualizationKind.FULL, "tam"),
    ("tr", VirtualizationKind.CONTAINER, "kapsayıcı"),
    ("uk", VirtualizationKind.NONE, "немає"),
    ("uk", VirtualizationKind.PARA, "пара"),
    ("uk", VirtualizationKind.FULL, "повна"),
    ("uk", VirtualizationKind.CONTAINER, "контейнер"),
    ("vi", VirtualizationKind.NONE, "không"),
    ("vi", VirtualizationKind.PARA, "phần"),
    ("vi", VirtualizationKind.FULL, "đầy"),
    ("vi", VirtualizationKind.CONTAINER, "thùng chứa"),
    ("zh_CN", VirtualizationKind.NONE, "无"),
    ("zh_CN", VirtualizationKind.PARA, "半"),
    ("zh_CN", VirtualizationKind.FULL, "完全"),
    ("zh_CN", VirtualizationKind.CONTAINER, "容器"),
    ("zh_TW", VirtualizationKind.NONE, "無"),
    ("zh_TW", VirtualizationKind.PARA, "部分"),
    ("zh_TW", VirtualizationKind.FULL, "全部"),
)

LABELS = {label.value: label for label in Label} | {text: label for _, label, text in _TRANSLATIONS}
"""The label of a line, in any of the locales, without its colon."""

TYPES = {kind.value: kind for kind in VirtualizationKind} | {
    text: kind for _, kind, text in _TRANSLATED_TYPES
}
"""The value of the line “Virtualization type”, in any of the locales."""
