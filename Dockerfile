# One image with every service and the flowforge command; the container's command says which one runs:
#   docker build --tag flowforge/events .
#   docker run --read-only --tmpfs /tmp flowforge/events FlowForge.Lifecycle
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
# All into one folder: the versions of all packages are central, so what the services share is there once.
RUN --mount=type=cache,target=/root/.nuget/packages \
    for service in Lifecycle Scheduler Timeouts Cleanup Recovery Orphans Audit Api JobManager Standalone; do \
      dotnet publish "services/$service" --configuration Release --output /app --nologo || exit 1; \
    done && rm -f /app/*.pdb

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# For the health checks, and for jobs of the local runtime that save their work.
RUN apt-get update && apt-get install --yes --no-install-recommends curl git && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# The folder of jobs, where one is mounted; nothing else is written, so the file system can be read-only. /tmp is a tmpfs.
RUN install --directory --owner=app --group=app --mode=700 /data
USER app
WORKDIR /app
ENV PATH=/app:$PATH \
    DOTNET_EnableDiagnostics=0 \
    FLOWFORGE__URLS=http://0.0.0.0:8080
EXPOSE 8080
VOLUME /data
CMD ["flowforge", "--help"]
