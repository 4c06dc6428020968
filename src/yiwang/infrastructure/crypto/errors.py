"""What can go wrong with keys and signatures, in the words of whoever has to act on it."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError


class NoLibrary(DomainError):
    """没有可用的国密算法库，签名验签暂停。试过：{tried}。请安装 OpenSSL 3，或用 YIWANG_LIBCRYPTO 指明位置。"""

    code = "crypto.no_library"
    status = 503


class BadKey(DomainError):
    """这不是一把 SM2 密钥：{problem}。请向签名方重新要公钥。"""

    code = "crypto.bad_key"
    status = 422


class Tampered(DomainError):
    """这份加密数据与保存时不一样，没有打开。请从备份取回，或联系运维人员。"""

    code = "crypto.tampered"
    status = 409


class NoSuchKey(DomainError):
    """密钥库里没有“{key}”。请核对密钥名称，或把备份的密钥文件放回密钥目录。"""

    code = "crypto.no_such_key"
    status = 503


class MasterMissing(DomainError):
    """密钥目录里有密钥，但主密钥文件不见了，没有另造一把。请从备份把主密钥放回 {path}。"""

    code = "crypto.master_missing"
    status = 503


class MasterExposed(DomainError):
    """主密钥文件 {path} 别的用户也能读。请先执行 chmod 600，再查清谁读过它。"""

    code = "crypto.master_exposed"
    status = 503


class BadCertificate(DomainError):
    """这份证书或签名数据不能用：{problem}。请向签名方重新要一份。"""

    code = "crypto.bad_certificate"
    status = 422
