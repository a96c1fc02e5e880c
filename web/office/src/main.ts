import { createApp } from 'vue'
import App from './App.vue'
import { namePickers } from './parts/picker-name'
import { router } from './router'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-message-box.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-loading.css'
import './style/base.css'
import './style/print.css'
import { vLoading } from 'element-plus/es/components/loading/index.mjs'

namePickers()
createApp(App).use(router).directive('loading', vLoading).mount('#app')
