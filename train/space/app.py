"""The demo of a published PhoGov model."""

from phogov.demo import launch

if __name__ == "__main__":
    launch(["{repo_id}"], host="0.0.0.0", port=7860)
