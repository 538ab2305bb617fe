"""One of two processes that train a tiny CycleGAN together; says what it has in the end."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import torch
from tiny_trainings import tiny_cyclegan

from engine.training.budget import Watch
from engine.training.team import join_team

STEPS = 3


def digest(tensors: dict[str, torch.Tensor]) -> str:
    made = hashlib.sha256()
    for name in sorted(tensors):
        made.update(tensors[name].detach().contiguous().numpy().tobytes())
    return made.hexdigest()


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    team = join_team("cpu")
    # Chance differs from the beginning: what is equal in the end was made so.
    training = tiny_cyclegan(folder, base=False, seed=1 + 7 * team.rank, team=team)
    drawn = int(training.draw()[0].sum())
    # Only one of them is asked to stop; both must.
    stopped = (lambda: training.step >= STEPS) if not team.leads else (lambda: False)
    training.run(10.0, watch=Watch(stopped=stopped, prints=False))
    networks = {name: digest(net.state_dict()) for name, net in training.networks.items()}
    averages = {name: digest(average.values) for name, average in training.averages.items()}
    team.leave()
    said = {"rank": team.rank, "step": training.step, "drawn": drawn}
    print(json.dumps(said | {"networks": networks, "averages": averages}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
