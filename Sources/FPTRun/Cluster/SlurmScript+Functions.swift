extension SlurmScript {
  /// The part of the script that is the same for every plan.
  static var functions: String {
    """
    # One task of an array. The script outlives its step, so that it can ask for the task to be run again.
    stage() { # STAGE TASKS PARTITION LEAD
      local id=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID} left status step
      left=$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%L 2>/dev/null)
      [[ $left =~ ^[0-9][0-9:-]*:[0-9][0-9]$ ]] || left=
      trap 'timed_out' TERM
      srun --ntasks=1 --cpus-per-task="$SLURM_CPUS_PER_TASK" "${fpt[@]}" run "${experiment[@]}" --store-only \\
        --threads "$SLURM_CPUS_PER_TASK" --shard "$SLURM_ARRAY_TASK_ID/$2" --stage "$1" --balanced "$3" \\
        ${left:+--time-left "$left" --wind-up "$4"} &
      step=$!
      wait "$step"
      status=$?
      case $status in
      75) again "wound up before its end" || exit 75 ;;
      3) exit 0 ;; # Divergence is a result.
      *) exit "$status" ;;
      esac
    }

    # Slurm sends TERM for a time limit, for `scancel` and before another job; only the first is ours to mend.
    timed_out() {
      local id=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
      if scontrol show job "$id" 2>/dev/null | grep -q 'Reason=TimeLimit'; then
        again "ran into its time limit"
      fi
      wait
      exit 75
    }

    # Runs this task again, and no other of its array.
    again() { # REASON
      local id=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID} count=${SLURM_RESTART_COUNT:-0}
      trap 'exit 75' TERM
      if [[ $count -ge $requeues ]]; then
        echo "slurm: task $id $1, after $count requeues of $requeues; the same script goes on from here" >&2
        return 1
      fi
      echo "slurm: task $id $1; requeue $((count + 1)) of $requeues" >&2
      if ! scontrol requeue "$id"; then
        echo "slurm: task $id was not requeued; the same script goes on from here" >&2
        return 1
      fi
      sleep 300 &
      wait $!
      exit 75
    }

    # Writes the results file of what the store has.
    merge() {
      srun --ntasks=1 "${fpt[@]}" run "${experiment[@]}" --collect --threads 1 --output "$output"
      exit $?
    }

    # Submits the rest, now that times are known.
    next() {
      srun --ntasks=1 "${fpt[@]}" slurm "${experiment[@]}" "${more[@]}" --submit
      exit $?
    }

    begin() {
      script=${BASH_SOURCE[0]:-}
      if [[ ! -f $script ]]; then
        echo "save this script to a file, and run bash with it" >&2
        exit 2
      fi
      mkdir -p "$logs" || exit 1
      # One a user: files of others need not let us write.
      record=$logs/$name.$(id -un | tr . _).jobs
      if [[ ! -w $logs ]] || ! touch "$record"; then
        echo "slurm: $logs cannot be written to; name another folder with --logs" >&2
        exit 1
      fi
      jobs=()
      lines=()
    }

    # Submits a job; where Slurm refuses it, none of those before it is left in the queue.
    submit() { # ARGUMENT RECORD OPTIONS...
      local answer
      if ! answer=$(sbatch --parsable "${@:3}" "$script" "$1"); then
        echo "slurm: sbatch refused $1; nothing was left in the queue" >&2
        [[ ${#jobs[@]} -eq 0 ]] || scancel "${jobs[@]}"
        exit 1
      fi
      job=${answer%%;*}
      jobs+=("$job")
      lines+=("$job $1 $2")
    }

    finish() {
      printf '%s\\n' "${lines[@]}" >>"$record" || exit 1
      echo "submitted ${jobs[*]}"
      exit 0
    }

    """
  }

}
