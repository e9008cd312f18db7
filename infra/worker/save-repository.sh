#!/bin/sh
# Commits what the repository's working tree holds and pushes it to the branch flowforge-wip-<job id>. Started by entrypoint.sh.
#
# It works beside the repository's own index, HEAD and branches: a lock that a killed git left, a rebase half done or an unborn branch
# is no obstacle, and nothing of it is changed. Nothing is ever overwritten at the remote: what is there becomes a parent.
# shellcheck disable=SC2154 # ff_job and the like are exported by entrypoint.sh
set -u
# shellcheck source=infra/worker/common.sh
. "$(dirname -- "$0")/common.sh"

repository=$ff_workspace/repo branch=flowforge-wip-$ff_job log=$ff_scratch/git.log
# git allows no branch with this ending; '_' is in no job id.
case $branch in *.lock) branch=${branch}_ ;; esac

fail() {
    ff_tell repository <"$log"
    ff_say "repository: $*"
    exit 1
}

# Hooks would take their time, and may print what they like. A volume may belong to another user than this one.
git() {
    command git -c core.hooksPath=/dev/null -c "safe.directory=$repository" -c gc.auto=0 -c maintenance.auto=false -C "$repository" "$@" \
        </dev/null 2>>"$log"
}

[ -e "$repository/.git" ] || {
    ff_say "repository: none at $repository, nothing to save"
    exit 0
}
: >"$log"
command -v git >/dev/null 2>&1 || fail "git is not installed in this image"
unset GIT_DIR GIT_WORK_TREE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
export GIT_TERMINAL_PROMPT=0 GIT_LITERAL_PATHSPECS=1 GIT_INDEX_FILE="$ff_scratch/index"
export GIT_AUTHOR_NAME=FlowForge GIT_AUTHOR_EMAIL=flowforge@localhost GIT_COMMITTER_NAME=FlowForge GIT_COMMITTER_EMAIL=flowforge@localhost

# A filter that fails, such as that of a Git LFS which this image does not have, makes git add end before it has taken anything: then
# file by file.
add_all() {
    git add --all --ignore-errors . >/dev/null && return
    incomplete=1
    git ls-files -z --modified --others --exclude-standard \
        | xargs -0 -n 1 git -c "safe.directory=$repository" -C "$repository" add --all -- >/dev/null 2>>"$log"
}

index=$(git rev-parse --git-path index) || fail "$repository is no working tree of git"
# Only to be fast: with what the index knows, unchanged files need not be read again.
case $index in /*) ;; *) index=$repository/$index ;; esac
cp -- "$index" "$GIT_INDEX_FILE" 2>/dev/null
incomplete=''
add_all
tree=$(git write-tree) || {
    # A copy taken while git was writing.
    rm -f -- "$GIT_INDEX_FILE"
    add_all
    tree=$(git write-tree) || fail "the working tree could not be read"
}

head=$(git rev-parse --quiet --verify 'HEAD^{commit}')
if [ -z "$incomplete" ] && [ -n "$head" ] && [ "$tree" = "$(git rev-parse "$head^{tree}")" ] && [ -n "$(git for-each-ref --count=1 --contains "$head" refs/remotes)" ]; then
    ff_say "repository: nothing to save: all of it is at the remote"
    exit 0
fi

theirs=''
for try in 1 2 3; do
    commit=$(git commit-tree "$tree" ${head:+-p "$head"} ${theirs:+-p "$theirs"} -m "WIP: job $ff_job was stopped" -m "Attempt $ff_attempt. Saved by FlowForge.") \
        || fail "no commit could be made"
    if git push --quiet --no-verify --no-follow-tags --recurse-submodules=no origin "$commit:refs/heads/$branch" >/dev/null; then
        ff_say "repository: saved as $commit on branch $branch"
        [ -z "$incomplete" ] || fail "some files could not be read and are missing there"
        exit 0
    fi
    # An earlier attempt may have saved there.
    if git fetch --quiet --no-tags origin "refs/heads/$branch"; then theirs=$(git rev-parse --quiet --verify 'FETCH_HEAD^{commit}'); fi
    [ "$try" = 3 ] || sleep 1
done
fail "it could not be pushed to origin as $branch"
