namespace MLPlatform.Kernel.Connections;

/// <summary>What a Python kernel runs once before values cross. Its names start with an underscore; NumPy and pandas are imported only when a frame crosses.</summary>
internal static class PythonPrelude
{
    public const string Text = """
        import base64 as _mlplatform_b64, io as _mlplatform_io, json as _mlplatform_json

        def _mlplatform_frame(source, columns):
            import numpy as np
            arrays = np.load(source if isinstance(source, str) else _mlplatform_io.BytesIO(source))
            data = {}
            for column in _mlplatform_json.loads(columns):
                name, texts = column["name"], column["texts"]
                values = arrays[column["key"]]
                data[name] = values if texts is None else np.array(list(texts) + [None], dtype=object)[values]
            try:
                import pandas as pd
            except ImportError:
                return data
            return pd.DataFrame(data)

        def _mlplatform_get(name, path):
            from IPython.display import display
            from IPython import get_ipython

            def answer(**content):
                display({"application/vnd.mlplatform.value+json": content}, raw=True)

            scope = get_ipython().user_ns
            if name not in scope:
                return answer(kind="missing", names=[n for n in scope if not n.startswith("_")])
            value = scope[name]
            module = type(value).__module__.split(".")[0]
            if module in ("pandas", "numpy") and getattr(value, "shape", ()) != ():
                import numpy as np
                if module == "numpy":
                    if value.ndim != 1:
                        return answer(kind="refused", why="an array of %d dimensions; one-dimensional arrays cross" % value.ndim)
                    kind, series = "array", [("value", value)]
                elif value.ndim == 1:
                    kind, series = "array", [(str(value.name), value)]
                else:
                    kind, series = "frame", [(str(n), value.iloc[:, i]) for i, n in enumerate(value.columns)]
                columns, arrays = [], {}
                for i, (label, one) in enumerate(series):
                    key, texts = "c%d" % i, None
                    values = np.asarray(one)
                    null = getattr(one, "isna", lambda: None)()
                    if getattr(getattr(one, "dt", None), "tz", None) is not None:
                        values = np.asarray(one.dt.tz_convert("UTC").dt.tz_localize(None))
                    if values.dtype.kind == "O" and null is not None and getattr(one.dtype, "kind", "O") in "iufb":
                        values = one.astype("float64").to_numpy() if null.any() else one.to_numpy(dtype={"b": "bool"}.get(one.dtype.kind, "float64" if one.dtype.kind == "f" else "int64"))
                    kind_of = values.dtype.kind
                    if kind_of == "b":
                        pass
                    elif kind_of in "iu":
                        values = values.astype("int32" if values.dtype.itemsize <= 4 and values.dtype != np.uint32 else "int64")
                    elif kind_of == "f":
                        values = values.astype("float32" if values.dtype.itemsize <= 4 else "float64")
                    elif kind_of == "M":
                        values = values.astype("datetime64[us]")
                    else:
                        seen, codes = {}, np.empty(len(values), dtype="int32")
                        for row, text in enumerate(values):
                            if text is None or text != text:
                                codes[row] = -1
                            else:
                                codes[row] = seen.setdefault(str(text), len(seen))
                        values, texts = codes, list(seen)
                    arrays[key] = np.ascontiguousarray(values)
                    columns.append({"name": label, "key": key, "texts": texts})
                if path is not None:
                    np.savez(path, **arrays)
                    return answer(kind=kind, columns=columns)
                buffer = _mlplatform_io.BytesIO()
                np.savez(buffer, **arrays)
                return answer(kind=kind, columns=columns, npz=_mlplatform_b64.b64encode(buffer.getvalue()).decode())
            try:
                plain = value.item() if module == "numpy" else value
                text = _mlplatform_json.dumps(plain, allow_nan=False)
            except (TypeError, ValueError) as error:
                if isinstance(value, float):
                    return answer(kind="json", value={"float": repr(value)})
                return answer(kind="refused", why=str(error))
            return answer(kind="json", value=_mlplatform_json.loads(text) if not isinstance(plain, float) else {"float": repr(plain)})
        """;
}
