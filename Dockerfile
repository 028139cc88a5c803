# The image of the Action: one static binary under two names, root certificates, and a shell that only runners on Kubernetes
# use. Both bases can be replaced, for places where no registry is reachable.
ARG BUILD_IMAGE=rust:1.95-alpine
ARG RUNTIME_IMAGE=busybox:1.37-musl

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# A base that brings /out/slot-deploy builds nothing. The explicit target keeps the flag away from build scripts and procedural
# macros, which cannot be static.
RUN set -eu; \
    mkdir -p /out/etc/ssl/certs; \
    if [ ! -e /out/slot-deploy ]; then \
        target="$(rustc -vV | sed -n 's/^host: //p')"; \
        RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --locked --target "$target"; \
        cp "target/$target/release/slot-deploy" /out/slot-deploy; \
    fi; \
    ln -s slot-deploy /out/slot-deploy-post; \
    cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ca-certificates.crt

FROM ${RUNTIME_IMAGE}
COPY --from=build /out/ /
# No USER: the runner's files belong to others, and GitHub requires root.
ENTRYPOINT ["/slot-deploy"]
