# make install: a production tree below DESTDIR.  What is installed is what is
# built; systemd's and nginx's files name no program that is not there.
#
#	NAME	the host's name in the site; the address printed in QR codes

DESTDIR  =
NAME     = seal.example.gov.cn
LIBDIR   = $(PREFIX)/lib/jianyin
SHARE    = $(PREFIX)/share/jianyin
UNITDIR  = $(PREFIX)/lib/systemd/system
SERVED   = $(filter-out jianyin,$(PROGRAMS))

.PHONY: install
## make install         lay out a production tree; DESTDIR= PREFIX= NAME=
install: all
	@for p in $(PROGRAMS); do case $$p in \
	    jianyin) install -D -m 755 $(BIN)/$$p $(DESTDIR)$(PREFIX)/bin/$$p ;; \
	    *) install -D -m 755 $(BIN)/$$p $(DESTDIR)$(LIBDIR)/$$p ;; \
	    esac || exit 1; done
	@set -e; for d in templates static db; do \
	    (find $$d -type f ! -name '*.sh' ! -name '.*') | while read -r f; do \
	    install -D -m 644 $$f $(DESTDIR)$(SHARE)/$$f; done; done
	@set -e; for f in nginx/*.in nginx/limits nginx/programs; do \
	    install -D -m 644 $$f $(DESTDIR)$(SHARE)/$$f; done; \
	    for f in nginx/*.sh; do \
	    install -D -m 755 $$f $(DESTDIR)$(SHARE)/$$f; done
	@nginx/units.sh $(DESTDIR)$(UNITDIR) $(LIBDIR) $(SERVED)
	@mkdir -p $(DESTDIR)$(PREFIX)/lib/sysusers.d \
	    $(DESTDIR)$(PREFIX)/lib/tmpfiles.d \
	    $(DESTDIR)/etc/nginx/sites-available $(DESTDIR)/etc/jianyin
	@nginx/users.sh sysusers \
	    > $(DESTDIR)$(PREFIX)/lib/sysusers.d/jianyin.conf
	@nginx/users.sh tmpfiles \
	    > $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/jianyin.conf
	@nginx/conf.sh site NAME=$(NAME) HTTPS_SUFFIX= ETC=/etc/jianyin \
	    LOG=/var/log/jianyin RUN=/run/jianyin STATIC=$(SHARE)/static \
	    HTTP=80 HTTPS=443 'HTTP6=[::]:80' 'HTTPS6=[::]:443' \
	    CERTIFICATE=/etc/jianyin/tls/fullchain.pem \
	    KEY=/etc/jianyin/tls/key.pem PROGRAMS="$(SERVED)" \
	    > $(DESTDIR)/etc/nginx/sites-available/jianyin
	@sed -e 's|@NAME@|$(NAME)|g' -e 's|@SHARE@|$(SHARE)|g' \
	    nginx/jianyin.conf.in > $(DESTDIR)/etc/jianyin/jianyin.conf.example
	@install -m 644 nginx/gateway.geo nginx/gateway.conf \
	    $(DESTDIR)/etc/jianyin
	@if [ -f docs/jianyin.8 ]; then install -D -m 644 docs/jianyin.8 \
	    $(DESTDIR)$(PREFIX)/share/man/man8/jianyin.8; fi
	@set -e; for f in LICENSE README.md README.zh.md docs/install.md; do \
	    [ ! -f $$f ] || install -D -m 644 $$f \
	    $(DESTDIR)$(PREFIX)/share/doc/jianyin/$${f#docs/}; done
